package dev.parley.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What holds on every path alike, the list of paths being the API document's: no stranger gets in, no bad body is an
/// error of ours, and what is not there is said not to be.
class EveryPathTest {
    private static final TestBridge BRIDGE = TestBridge.shared();
    private static final JsonNode DOCUMENT = BRIDGE.get("/openapi.json").body();

    /// What each path of the contract that reads JSON accepts. One that is missing here fails a test below.
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("POST /sessions", "{\"sessionId\":\"no-such-session\"}"),
            Map.entry("POST /sessions/{id}/pairing-code", "{\"phone\":\"+15550001111\"}"),
            Map.entry(
                    "POST /sessions/{id}/passkey",
                    "{\"id\":\"AQ\",\"rawId\":\"AQ\",\"type\":\"public-key\",\"response\":{}}"),
            Map.entry("POST /sessions/{id}/passkey/confirm", "{\"matches\":true}"),
            Map.entry("POST /sessions/{id}/presence", "{\"state\":\"available\"}"),
            Map.entry("POST /sessions/{id}/chats/{chatId}/typing", "{\"state\":\"composing\"}"),
            Map.entry("POST /sessions/{id}/chats/{chatId}/read", "{\"messageId\":\"none\"}"),
            Map.entry("PATCH /sessions/{id}/chats/{chatId}", "{\"archived\":true}"),
            Map.entry("POST /sessions/{id}/messages/{messageId}/reaction", "{\"emoji\":\"\ud83d\udc4d\"}"),
            Map.entry("PATCH /sessions/{id}/messages/{messageId}", "{\"text\":\"x\"}"),
            Map.entry(
                    "POST /webhooks",
                    "{\"url\":\"https://hooks.example/parley\",\"events\":[\"wa:msg\"],\"secret\":\"0123456789abcdef\"}"),
            Map.entry("POST /sessions/{id}/send/text", "{\"chatId\":\"15550001111@s.whatsapp.net\",\"text\":\"x\"}"));

    record Operation(String method, String path, boolean readsJson) {
        String name() {
            return method + " " + path;
        }

        String body() {
            return Objects.requireNonNull(BODIES.get(name()), () -> "BODIES lacks " + name());
        }

        HttpRequest.Builder request(String session) {
            return BRIDGE.request(concrete(session));
        }

        String concrete(String session) {
            return path.replace("{id}", session)
                    .replace("{chatId}", "15550001111@s.whatsapp.net")
                    .replaceAll("\\{[a-zA-Z]+}", "none");
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static List<Operation> all() {
        Set<String> methods = Set.of("get", "post", "put", "patch", "delete");
        Map<String, Operation> operations = new TreeMap<>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> methods.contains(operation.getKey()))
                        .map(operation -> new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation
                                        .getValue()
                                        .path("requestBody")
                                        .path("content")
                                        .has("application/json")))
                        .forEach(operation -> operations.put(operation.name(), operation)));
        return List.copyOf(operations.values());
    }

    static Stream<Operation> readingJson() {
        return all().stream().filter(Operation::readsJson);
    }

    /// What is wrong with a passkey's assertion the engine says, which is not the real one here: see PairingApiTest.
    static Stream<Operation> judgingTheirBodies() {
        return readingJson().filter(operation -> !operation.path().endsWith("/passkey"));
    }

    static Stream<Operation> ofSessions() {
        return all().stream().filter(operation -> operation.path().contains("/sessions/{id}"));
    }

    @Test
    void theContractIsAllThere() {
        assertThat(all())
                .extracting(Operation::name)
                .contains(
                        "GET /health",
                        "POST /sessions",
                        "GET /sessions",
                        "GET /sessions/{id}/status",
                        "POST /sessions/{id}/pairing-code",
                        "DELETE /sessions/{id}",
                        "GET /sessions/{id}/chats",
                        "GET /sessions/{id}/chats/{chatId}/messages",
                        "POST /sessions/{id}/chats/{chatId}/read",
                        "POST /sessions/{id}/chats/{chatId}/typing",
                        "POST /sessions/{id}/send/text",
                        "POST /sessions/{id}/send/media",
                        "POST /sessions/{id}/send/audio",
                        "POST /sessions/{id}/messages/{messageId}/reaction",
                        "PATCH /sessions/{id}/messages/{messageId}",
                        "DELETE /sessions/{id}/messages/{messageId}",
                        "GET /sessions/{id}/messages/{messageId}/media",
                        "GET /sessions/{id}/health",
                        "POST /sessions/{id}/passkey",
                        "POST /sessions/{id}/passkey/confirm",
                        "GET /events",
                        "POST /webhooks",
                        "GET /webhooks",
                        "DELETE /webhooks/{id}");
    }

    @Test
    void everyOperationAndItsAnswerAreDescribed() {
        for (Operation operation : all()) {
            JsonNode described = DOCUMENT.path("paths")
                    .path(operation.path())
                    .path(operation.method().toLowerCase(Locale.ROOT));

            assertThat(described.path("summary").asString(""))
                    .as("%s", operation)
                    .isNotBlank();
            assertThat(described.at("/responses/200/content").isEmpty())
                    .as("the answer of %s is missing", operation)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void noneAnswersAStranger(Operation operation) {
        if (operation.path().equals("/health")) {
            return;
        }
        Answer answer = BRIDGE.call(HttpRequest.newBuilder(BRIDGE.uri(operation.concrete("none")))
                .method(operation.method(), BodyPublishers.noBody()));

        assertError(answer, 401, "Invalid API key");
    }

    @ParameterizedTest
    @MethodSource("ofSessions")
    void aSessionThatIsNotThereIsSaidNotToBe(Operation operation) {
        HttpRequest.Builder request = operation.request("no-such-session");
        if (operation.readsJson()) {
            request.header("Content-Type", "application/json")
                    .method(operation.method(), BodyPublishers.ofString(operation.body()));
        } else if (isUpload(operation)) {
            Upload.of(operation.path().endsWith("audio") ? "audio" : "file").sendTo(request);
        } else {
            request.method(operation.method(), BodyPublishers.noBody());
        }

        assertError(BRIDGE.call(request), 404, "Session not found");
    }

    @ParameterizedTest
    @MethodSource("judgingTheirBodies")
    void badBodiesAreTheCallersMistake(Operation operation) {
        String session = BRIDGE.linked().id();
        for (String body : List.of("", "{", "[]", "\"x\"", "7", "null", "{\"nobody\":1}", "\u0000")) {
            Answer answer = BRIDGE.call(operation
                    .request(session)
                    .header("Content-Type", "application/json")
                    .method(operation.method(), BodyPublishers.ofString(body)));

            assertThat(answer.status()).as("%s with %s", operation, body).isBetween(400, 499);
            assertThat(answer.body().path("error").asString("")).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("readingJson")
    void onlyJsonIsReadAndNotTooMuchOfIt(Operation operation) {
        assertError(
                BRIDGE.call(operation
                        .request("none")
                        .header("Content-Type", "text/plain")
                        .method(operation.method(), BodyPublishers.ofString(operation.body()))),
                415,
                "Content-Type must be application/json");
        assertThat(BRIDGE.call(operation
                                .request("none")
                                .header("Content-Type", "application/json")
                                .method(operation.method(), BodyPublishers.ofString(" ".repeat(2 << 20))))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @MethodSource("ofSessions")
    void anIdOfStrangeCharactersIsNoErrorOfOurs(Operation operation) {
        for (String id : List.of("%00", "%F0%9F%91%8B", "'%20or%201=1", "x".repeat(3000))) {
            Answer answer = BRIDGE.call(operation
                    .request(id)
                    .header("Content-Type", "application/json")
                    .method(
                            operation.method(),
                            operation.readsJson()
                                    ? BodyPublishers.ofString(operation.body())
                                    : BodyPublishers.noBody()));

            assertThat(answer.status()).as("%s with id %s", operation, id).isBetween(400, 499);
        }
    }

    private static boolean isUpload(Operation operation) {
        return operation.method().equals("POST") && operation.path().matches(".*/send/(media|audio)");
    }

    private static void assertError(Answer answer, int status, String sentence) {
        assertThat(answer.body().path("error").asString("")).isEqualTo(sentence);
        assertThat(answer.status()).isEqualTo(status);
    }
}
