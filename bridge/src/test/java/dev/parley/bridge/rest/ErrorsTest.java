package dev.parley.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The answers to everything that a caller can do wrong.
class ErrorsTest {
    private static final String SEND = "/send/text";

    private final TestBridge bridge = TestBridge.shared();

    @Test
    void healthNeedsNoKey() {
        Answer health =
                bridge.call(HttpRequest.newBuilder(bridge.uri("/health")).GET());

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body().path("status").asString()).isEqualTo("ok");
        assertThat(health.body().path("activeSessions").isInt()).isTrue();
        assertThat(health.body().path("uptime").isNumber()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/sessions?userId=x", "/sessions/x/status", "/no/such/path", "/error", "/ws"})
    void everyOtherPathNeedsTheKey(String path) {
        for (String key : new String[] {"", "wrong", TestBridge.KEY + "x"}) {
            Answer answer = bridge.call(HttpRequest.newBuilder(bridge.uri(path))
                    .header("x-api-key", key)
                    .GET());
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.response().body()).isEqualTo("{\"error\":\"Invalid API key\"}");
            assertThat(answer.response().headers().firstValue("content-type")).contains("application/json");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                           | sessionId is required
            {"sessionId":""}                             | sessionId is required
            {"userId":"ada"}                             | slot is required
            {"userId":"ada","slot":0}                    | slot must be a number from 1 to 3
            {"userId":"ada","slot":4}                    | slot must be a number from 1 to 3
            {"userId":"ada","slot":1.5}                  | slot has the wrong type
            {"userId":"ada","slot":"1"}                  | slot has the wrong type
            {"userId":7,"slot":1}                        | userId has the wrong type
            {"userId":"","slot":1}                       | userId must be 1 to 200 characters
            {"sessionId":{"a":1}}                        | sessionId has the wrong type
            []                                           | The request body must be a JSON object
            "text"                                       | The request body must be a JSON object
            {"userId":                                   | The request body must be a JSON object
            {"userId":"ada","slot":1} {}                 | The request body must be a JSON object
            nonsense                                     | The request body must be a JSON object
            """)
    void refusesToStartASessionWith(String body, String error) {
        assertError(bridge.post("/sessions", body), 400, error);
    }

    @Test
    void aBodyIsNeeded() {
        assertError(bridge.post("/sessions", ""), 400, "sessionId is required");
    }

    @Test
    void unknownSessionsAreNotFound() {
        assertError(bridge.post("/sessions", "{\"sessionId\":\"nope\"}"), 404, "Session not found");
        assertError(bridge.post("/sessions", "{\"sessionId\":\"a\\u0000b\"}"), 404, "Session not found");
        assertError(bridge.get("/sessions/nope/status"), 404, "Session not found");
        assertError(bridge.delete("/sessions/nope"), 404, "Session not found");
        assertError(bridge.get("/sessions/nope/chats"), 404, "Session not found");
        assertError(bridge.get("/sessions/nope/chats/15550000000@s.whatsapp.net/messages"), 404, "Session not found");
        assertError(
                bridge.post("/sessions/nope/send/text", "{\"chatId\":\"15550000000@s.whatsapp.net\",\"text\":\"x\"}"),
                404,
                "Session not found");
    }

    @Test
    void theListNeedsAUser() {
        assertError(bridge.get("/sessions"), 400, "userId is required");
        assertThat(bridge.get("/sessions?userId=nobody").response().body()).isEqualTo("{\"sessions\":[]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                          | chatId and text are required
            {"text":"x"}                                                | chatId and text are required
            {"chatId":"15550000000@s.whatsapp.net"}                     | chatId and text are required
            {"chatId":"15550000000@s.whatsapp.net","text":"  "}         | chatId and text are required
            {"chatId":"15550000000@s.whatsapp.net","text":5}            | text has the wrong type
            {"chatId":15550000000,"text":"x"}                           | chatId has the wrong type
            {"chatId":"123@g.us","text":"x"}                            | chatId is not a direct chat
            {"chatId":"status@broadcast","text":"x"}                    | chatId is not a direct chat
            {"chatId":"abc@s.whatsapp.net","text":"x"}                  | chatId is not a direct chat
            {"chatId":"call me","text":"x"}                             | chatId is neither a direct chat nor a phone number
            {"chatId":"12","text":"x"}                                  | chatId is neither a direct chat nor a phone number
            {"chatId":"15550000000@s.whatsapp.net","text":"a\\u0000b"}  | text must not hold the character U+0000
            """)
    void refusesToSend(String body, String error) {
        Linked session = bridge.linked();

        assertError(bridge.post("/sessions/" + session.id() + SEND, body), 400, error);
    }

    @Test
    void takesTheLongestTextAndNoLonger() {
        Linked session = bridge.linked();
        String chat = "{\"chatId\":\"15550000000@s.whatsapp.net\",\"text\":\"";

        Answer longest =
                bridge.post("/sessions/" + session.id() + SEND, chat + "\\ud83d\\udc4b".repeat(65_536) + "\"}");
        assertThat(longest.status()).isEqualTo(200);
        assertError(
                bridge.post("/sessions/" + session.id() + SEND, chat + "x".repeat(65_537) + "\"}"),
                413,
                "text must be at most 65536 characters");
    }

    @Test
    void sendingNeedsALinkedSession() {
        String id = bridge.open("unlinked", 1);
        bridge.engine().next();

        assertError(
                bridge.post("/sessions/" + id + SEND, "{\"chatId\":\"15550000000@s.whatsapp.net\",\"text\":\"x\"}"),
                409,
                "Session is not connected");
    }

    @Test
    void limitsAreChecked() {
        Linked session = bridge.linked();
        String chats = "/sessions/" + session.id() + "/chats";

        assertError(bridge.get(chats + "?limit=0"), 400, "limit must be a number from 1 to 200");
        assertError(bridge.get(chats + "?limit=201"), 400, "limit must be a number from 1 to 200");
        assertError(bridge.get(chats + "?limit=many"), 400, "limit must be a whole number");
        assertError(bridge.get(chats + "?cursor=%21%21"), 400, "cursor is not one that this address gave out");
        assertError(bridge.get(chats + "?cursor=AAAA"), 400, "cursor is not one that this address gave out");
        assertError(bridge.get(chats + "/15550000000@s.whatsapp.net/messages"), 404, "Chat not found");
        assertError(bridge.get(chats + "?q=%00"), 400, "A parameter must not hold the character U+0000");
    }

    @Test
    void unknownPathsAndMethods() {
        assertError(bridge.get("/no/such/path"), 404, "Not found");
        assertError(bridge.get("/"), 404, "Not found");
        assertError(bridge.get("/error"), 404, "Not found");
        assertError(bridge.delete("/sessions"), 405, "Method not allowed");
        assertError(bridge.post("/health", "{}"), 405, "Method not allowed");
        assertError(bridge.get("/ws"), 426, "This address speaks WebSocket");
    }

    @Test
    void onlyJsonIsRead() {
        assertError(
                bridge.call(bridge.request("/sessions")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("userId=ada"))),
                415,
                "Content-Type must be application/json");
    }

    @Test
    void anAnswerIsJsonWhateverTheCallerPrefers() {
        Answer answer = bridge.call(bridge.request("/sessions/nope/status")
                .header("Accept", "text/html")
                .GET());

        assertError(answer, 404, "Session not found");
    }

    @Test
    void bodiesAreBoundedWithAndWithoutADeclaredLength() {
        byte[] huge = new byte[BodyLimits.TEXT + 1];
        assertError(
                bridge.post("/sessions", new String(huge, StandardCharsets.ISO_8859_1)),
                413,
                "The request body must be at most 1 MiB");

        String endless = "{\"sessionId\":\"" + "x".repeat(huge.length) + "\"}";
        assertError(
                bridge.call(bridge.request("/sessions")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(endless.getBytes(StandardCharsets.UTF_8))))),
                413,
                "The request body must be at most 1 MiB");
    }

    @Test
    void refusesOtherOriginsAndLetsTheListedOneIn() {
        assertError(
                bridge.call(bridge.request("/sessions?userId=x")
                        .header("Origin", "https://evil.example")
                        .GET()),
                403,
                "Origin not allowed");

        Answer allowed = bridge.call(bridge.request("/sessions?userId=x")
                .header("Origin", TestBridge.ORIGIN)
                .GET());
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.response().headers().firstValue("Access-Control-Allow-Origin"))
                .contains(TestBridge.ORIGIN);
    }

    @Test
    void answersCarrySecurityHeaders() {
        var headers = bridge.get("/health").response().headers();

        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy")).isPresent();
        assertThat(headers.firstValue("Cache-Control")).contains("no-store");
        assertThat(headers.firstValue("Server")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /sessions/%zz/status HTTP/1.1",
        "GET /a|b HTTP/1.1",
        "GET /sessions/%00/status HTTP/1.1",
        "nonsense"
    })
    void malformedHttpIsAnsweredInJsonToo(String requestLine) throws IOException {
        String answer = raw(
                requestLine + "\r\nHost: localhost\r\nx-api-key: " + TestBridge.KEY + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1\\.1 40[04] .*");
        assertThat(answer).contains("{\"error\":\"").doesNotContain("<html", "Exception", "Tomcat");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", bridge.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertError(Answer answer, int status, String error) {
        assertThat(answer.response().body()).isEqualTo("{\"error\":\"" + error + "\"}");
        assertThat(answer.status()).isEqualTo(status);
    }
}
