package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.simulator.history.History;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.wire.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ControlApiTest {
    private final Simulator simulator = Simulator.builder().build().start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    @AfterEach
    void stop() {
        http.close();
        simulator.close();
    }

    @Test
    void saysHowToConnect() {
        JsonNode info = get("/info").body();

        assertThat(info.get("websocketUrl").stringValue())
                .isEqualTo(simulator.webSocketUrl().toString());
        assertThat(info.get("rootKey").stringValue()).isEqualTo(HexFormat.of().formatHex(simulator.rootKey()));
        assertThat(info.get("mediaCaPem").stringValue())
                .isEqualTo(simulator.mediaCaPem())
                .startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void saysWhenItsPortIsTaken() {
        try (Simulator second =
                Simulator.builder().port(simulator.webSocketUrl().getPort()).build()) {
            assertThatThrownBy(second::start).isInstanceOf(ControlException.class);
        }
    }

    @Test
    void makesPhonesThatTalk() {
        create("15550001111", "Ada");
        create("+15550002222", "Bob");

        JsonNode sent = post("/phones/15550001111/messages", Map.of("to", "15550002222", "text", "hello"))
                .body();
        simulator.phone("15550002222").awaitText("hello", Duration.ofSeconds(10));
        simulator.phone("15550001111").awaitReceipt(_ -> true, Duration.ofSeconds(10));

        JsonNode message =
                get("/phones/15550002222/messages").body().get("messages").get(0);
        assertThat(message.get("text").stringValue()).isEqualTo("hello");
        assertThat(message.get("sender").stringValue()).isEqualTo("15550001111");
        assertThat(message.get("id")).isEqualTo(sent.get("id"));
        assertThat(message.get("fromMe").booleanValue()).isFalse();
        JsonNode receipt =
                get("/phones/15550001111/messages").body().get("receipts").get(0);
        assertThat(receipt.get("messageId")).isEqualTo(sent.get("id"));
        assertThat(receipt.get("type").stringValue()).isEqualTo("delivered");
        assertThat(get("/phones").body().get("phones").size()).isEqualTo(2);
    }

    @Test
    void linksAndUnlinksCompanionsAndShowsTheirStanzas() {
        create("15550001111", "Ada");
        Companion companion = new Companion(new SecureRandom());
        try (SocketClient client = new SocketClient(
                simulator, companion, companion.registration().build().toByteArray())) {
            String ref = client.next("iq")
                    .child("pair-device")
                    .flatMap(node -> node.child("ref"))
                    .flatMap(Node::text)
                    .orElseThrow();
            CompletableFuture<Answer> scan = CompletableFuture.supplyAsync(
                    () -> post("/phones/15550001111/scan", Map.of("qr", companion.qr(ref))));
            client.send(companion.answer(
                    client.next(node -> node.child("pair-success").isPresent())));

            Answer answer = scan.join();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().get("status").stringValue()).isEqualTo("linked");
            assertThat(answer.body().get("device").intValue()).isEqualTo(1);
            assertThat(answer.body().get("jid").stringValue()).isEqualTo("15550001111:1@s.whatsapp.net");
        }

        JsonNode first = get("/stanzas?phone=15550001111").body().get("stanzas").get(0);
        assertThat(first.get("direction").stringValue()).isEqualTo("sent");
        assertThat(first.get("device").intValue()).isEqualTo(1);
        assertThat(first.get("time").stringValue()).isNotEmpty();
        JsonNode node = first.get("node");
        assertThat(node.get("tag").stringValue()).isEqualTo("iq");
        assertThat(node.get("attrs").get("from").stringValue()).isEqualTo("s.whatsapp.net");
        JsonNode pairDevice = node.get("content").get(0);
        assertThat(pairDevice.get("content").get(0).get("content").get("hex").stringValue())
                .startsWith("3240");

        assertThat(post("/phones/15550001111/unlink", Map.of("device", 1)).status())
                .isEqualTo(200);
        assertThat(post("/phones/15550001111/unlink", Map.of("device", 1)).status())
                .isEqualTo(404);
    }

    @Test
    void changesWhatAPhoneShowsAndSeesWhoIsThere() {
        create("15550001111", "Ada");
        create("15550002222", "Ben");
        post("/phones/15550002222/presence", Map.of("follow", "15550001111"));
        post("/phones/15550001111/typing", Map.of("to", "15550002222", "doing", "recording"));
        simulator
                .phone("15550002222")
                .awaitSighting(sighting -> sighting.doing().equals("recording"), Duration.ofSeconds(10));

        assertThat(get("/phones/15550002222/sightings").body().get("sightings").toString())
                .contains("\"doing\":\"available\"", "\"doing\":\"recording\"");
        assertThat(post("/phones/15550001111/privacy", Map.of("setting", "last", "value", "none"))
                        .body()
                        .get("last")
                        .stringValue())
                .isEqualTo("none");
        assertThat(post("/phones/15550001111/privacy", Map.of("setting", "last", "value", "sometimes"))
                        .status())
                .isEqualTo(400);
        assertThat(post("/phones/15550001111/profile", Map.of("name", "Ada L.", "about", "At sea", "picture", "AQID"))
                        .status())
                .isEqualTo(200);
        assertThat(simulator.phone("15550001111").name()).isEqualTo("Ada L.");
        post("/phones/15550001111/block", Map.of("other", "15550002222"));
        assertThat(simulator.phone("15550001111").profile().hasBlocked(simulator.phone("15550002222")))
                .isTrue();
        assertThat(post("/phones/15550001111/number", Map.of("number", "15550004444"))
                        .status())
                .isEqualTo(200);
        assertThat(simulator.phone("15550004444").name()).isEqualTo("Ada L.");
    }

    @Test
    void writesToGroupsAndCalls() {
        create("15550001111", "Ada");
        create("15550002222", "Ben");
        String group = post("/phones/15550001111/groups", Map.of("subject", "Friends", "members", "15550002222"))
                .body()
                .get("group")
                .stringValue();
        post("/phones/15550001111/groups/messages", Map.of("group", group, "text", "hello all"));
        assertThat(simulator
                        .phone("15550002222")
                        .awaitText("hello all", Duration.ofSeconds(10))
                        .chat())
                .isEqualTo(group);

        String call = post("/phones/15550001111/calls", Map.of("to", "15550002222"))
                .body()
                .get("id")
                .stringValue();
        assertThat(post("/phones/15550001111/calls/end", Map.of("id", call, "how", "exploded"))
                        .status())
                .isEqualTo(400);
        assertThat(post("/phones/15550001111/calls/end", Map.of("id", call, "how", "timeout"))
                        .status())
                .isEqualTo(200);
        assertThat(post("/phones/15550001111/calls/end", Map.of("id", call, "how", "timeout"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void changesSettingsOfAPhone() {
        create("15550001111", "Ada");
        create("15550002222", "Bob");
        post("/phones/15550002222/settings", Map.of("online", false));
        post("/phones/15550001111/messages", Map.of("to", "+15550002222", "text", "hello"));
        assertThat(simulator.phone("15550002222").messages()).isEmpty();

        post("/phones/15550002222/settings", Map.of("online", true, "addressing", "pn", "refreshQr", true));

        String id = simulator
                .phone("15550002222")
                .awaitText("hello", Duration.ofSeconds(10))
                .id();
        assertThat(post("/phones/15550002222/read", Map.of("messageId", id)).status())
                .isEqualTo(200);
        simulator.phone("15550001111").awaitReceipt(receipt -> receipt.type().equals("read"), Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "/phones, {}, 400",
        "/phones, '{\"phone\":\"15550001111\"}', 400",
        "/phones, '{\"phone\":\"abc\",\"name\":\"Eve\"}', 400",
        "/phones, '{\"phone\":15550003333,\"name\":\"Eve\"}', 400",
        "/phones, '{\"phone\":\"15550001111\",\"name\":\"Ada\"}', 409",
        "/phones, '[]', 400",
        "/phones, 'no json', 400",
        "/phones, '', 400",
        "/phones/15550009999/scan, '{\"qr\":\"x\"}', 404",
        "/phones/15550001111/scan, '{\"qr\":\"x\"}', 400",
        "/phones/15550001111/messages, '{\"to\":\"15550009999\",\"text\":\"x\"}', 404",
        "/phones/15550001111/messages, '{\"to\":\"15550009999\"}', 400",
        "/phones/15550001111/unlink, '{\"device\":\"one\"}', 400",
        "/phones/15550001111/unlink, '{\"device\":0}', 404",
        "/phones/15550001111/settings, '{\"addressing\":\"carrier pigeon\"}', 400",
        "/faults, '{\"kind\":\"earthquake\"}', 400",
        "/faults, '{\"kind\":\"delay\",\"millis\":-1}', 400",
        "/faults, '{\"kind\":\"next-send\",\"fault\":\"rain\"}', 400",
        "/faults, '{\"kind\":\"next-delivery\",\"fault\":\"rain\"}', 400",
        "/phones/15550001111/timelock, '{\"ends\":\"tomorrow\"}', 400",
        "/phones/15550009999/timelock, '{}', 404",
        "/phones/15550001111/cap, '{}', 400",
        "/phones/15550009999/needs-token, '{}', 404",
        "/nothing, '{}', 404"
    })
    void answersMistakesWithASentenceAndAFittingStatus(String path, String body, int status) {
        create("15550001111", "Ada");

        Answer answer = send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().get("error").stringValue()).matches("[A-Z'].* .*");
    }

    @Test
    void playsPasskeys() {
        create("15550001111", "Ada");

        assertThat(post("/phones/15550001111/require-passkey", Map.of())
                        .body()
                        .get("policy")
                        .stringValue())
                .isEqualTo("required");
        Map<String, Object> options = Map.of("challenge", "AAEC", "rpId", "whatsapp.com");
        assertThat(post("/phones/15550001111/passkey-assertion", options)
                        .body()
                        .get("type")
                        .stringValue())
                .isEqualTo("public-key");
        assertThat(post("/phones/15550001111/passkey-assertion", Map.of("options", options, "origin", "https://x.org"))
                        .status())
                .isEqualTo(200);
        assertThat(post("/phones/15550001111/passkey-assertion", Map.of("options", Map.of()))
                        .status())
                .isEqualTo(400);
        assertThat(get("/phones/15550001111/passkey").body().get("phase").stringValue())
                .isEqualTo("none");
        assertThat(post("/phones/15550001111/passkey", Map.of("faults", List.of("bad_tag"), "appOpen", false))
                        .status())
                .isEqualTo(200);
        assertThat(post("/phones/15550001111/passkey", Map.of("faults", List.of("nothing_such")))
                        .status())
                .isEqualTo(400);
        assertThat(post("/phones/15550001111/passkey", Map.of("matches", true)).status())
                .isEqualTo(409);
        assertThat(post("/phones/15550001111/create-passkey", Map.of()).status())
                .isEqualTo(200);
        assertThat(post("/phones/15550001111/require-passkey", Map.of("policy", "off"))
                        .body()
                        .get("passkeys")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void typesPairingCodes() {
        create("15550001111", "Ada");

        assertThat(post("/phones/15550001111/enter-code", Map.of("code", "short"))
                        .status())
                .isEqualTo(400);
        assertThat(post("/phones/15550001111/refuse-codes", Map.of("code", 429)).status())
                .isEqualTo(200);
        assertThat(post("/phones/15550001111/refresh-code", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        create("15550001111", "Ada");

        assertThat(post("/phones/15550001111/messages", Map.of("to", "15550001111", "text", "x".repeat(1 << 20)))
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"drop\"}",
                "{\"kind\":\"drop\",\"phone\":\"+15550001111\"}",
                "{\"kind\":\"stream-error\",\"code\":503}",
                "{\"kind\":\"replaced\"}",
                "{\"kind\":\"stream-end\"}",
                "{\"kind\":\"failure\",\"reason\":503}",
                "{\"kind\":\"corrupt-frame\"}",
                "{\"kind\":\"delay\",\"millis\":5}",
                "{\"kind\":\"withhold-acks\"}",
                "{\"kind\":\"next-send\",\"fault\":\"refuse\",\"code\":463}",
                "{\"kind\":\"next-send\",\"fault\":\"cut-before\"}",
                "{\"kind\":\"next-send\",\"fault\":\"cut-after\"}",
                "{\"kind\":\"next-send\",\"fault\":\"lose-ack\"}",
                "{\"kind\":\"next-send\",\"fault\":\"delay-ack\",\"millis\":5}",
                "{\"kind\":\"next-send\",\"fault\":\"refresh-lid\"}",
                "{\"kind\":\"next-send\",\"fault\":\"wrong-hash\"}",
                "{\"kind\":\"next-delivery\",\"fault\":\"corrupt\"}",
                "{\"kind\":\"next-delivery\",\"fault\":\"duplicate\"}",
                "{\"kind\":\"next-delivery\",\"fault\":\"overtaken\"}",
                "{\"kind\":\"exhaust-pre-keys\"}",
                "{\"kind\":\"refuse\",\"on\":false}",
                "{\"kind\":\"usync-error\",\"protocol\":\"status\",\"code\":429,\"millis\":100}",
                "{\"kind\":\"common-part-first\"}",
                "{\"kind\":\"clear\"}"
            })
    void takesEveryKindOfFault(String body) {
        assertThat(send(request("/faults").POST(HttpRequest.BodyPublishers.ofString(body)))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "timelock, '{\"active\":true,\"ends\":\"1795000000\"}'",
        "timelock, '{\"active\":false}'",
        "cap, '{\"status\":\"CAPPED\",\"total\":9,\"used\":9,\"cycleStart\":1,\"cycleEnd\":2,\"asText\":true}'",
        "needs-token, '{\"acceptsSalted\":true}'",
        "reinstall, '{}'"
    })
    void takesRestrictions(String what, String body) {
        create("15550001111", "Ada");

        Answer answer = send(request("/phones/15550001111/" + what).POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aPhoneRemembersTheHistoryThatItIsGiven() {
        create("15550001111", "Ada");
        create("15550002222", "Ben");

        Answer answer = post(
                "/phones/15550001111/history",
                Map.of(
                        "kept",
                        1,
                        "chats",
                        List.of(
                                Map.of("with", "+15550003333", "messages", List.of()),
                                Map.of(
                                        "with",
                                        "15550002222",
                                        "name",
                                        "Ben",
                                        "unread",
                                        2,
                                        "messages",
                                        List.of(
                                                Map.of("text", "first", "timestamp", 1_790_000_000L),
                                                Map.of("text", "second", "id", "ABC", "fromMe", true))))));

        assertThat(answer.body().toString()).contains("\"chats\":2").contains("\"messages\":2");
        History history = simulator.phone("15550001111").history();
        assertThat(history.kept()).isOne();
        Conversation ben = history.chats().stream()
                .filter(chat -> chat.getName().equals("Ben"))
                .findFirst()
                .orElseThrow();
        assertThat(ben.getId()).isEqualTo(simulator.phone("15550002222").lid().toString());
        assertThat(ben.getPnJid()).isEqualTo("15550002222@s.whatsapp.net");
        assertThat(ben.getUnreadCount()).isEqualTo(2);
        assertThat(ben.getMessages(0).getMessage().getKey().getId())
                .as("the newest first")
                .isEqualTo("ABC");
        assertThat(ben.getMessages(0).getMessage().getKey().getFromMe()).isTrue();
        assertThat(ben.getMessages(1).getMessage().getMessage().getConversation())
                .isEqualTo("first");
        assertThat(ben.getMessages(1).getMessage().getMessageTimestamp()).isEqualTo(1_790_000_000L);
    }

    @Test
    void aPhoneInventsAHistory() {
        create("15550001111", "Ada");

        Answer answer = post("/phones/15550001111/history", Map.of("chats", 5, "messages", 7));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(simulator.phone("15550001111").history().messages()).isEqualTo(35);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"chats\":-1}",
                "{\"chats\":10000,\"messages\":10000}",
                "{\"chats\":[1]}",
                "{\"chats\":[{}]}",
                "{\"chats\":[{\"with\":\"nobody\"}]}",
                "{\"chats\":[{\"with\":\"15550002222\",\"messages\":[{}]}]}",
                "{\"chats\":[{\"with\":\"15550002222\",\"messages\":[{\"proto\":\"?\"}]}]}",
                "{\"chats\":[{\"with\":\"15550002222\",\"unread\":\"two\"}]}",
                "{\"chats\":1,\"kept\":-1}"
            })
    void refusesWhatIsNoHistory(String body) {
        create("15550001111", "Ada");

        assertThat(send(request("/phones/15550001111/history").POST(HttpRequest.BodyPublishers.ofString(body)))
                        .status())
                .isEqualTo(400);
    }

    private record Answer(int status, JsonNode body) {}

    private void create(String phone, String name) {
        assertThat(post("/phones", Map.of("phone", phone, "name", name)).status())
                .isEqualTo(200);
    }

    private Answer get(String path) {
        return send(request(path).GET());
    }

    private Answer post(String path, Map<String, Object> body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(simulator.controlUrl() + path));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), json.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
