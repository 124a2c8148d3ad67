package dev.parley.bridge.ws;

import static dev.parley.bridge.engine.FakeDevice.pn;
import static dev.parley.bridge.engine.FakeDevice.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EventSocketTest {
    private static final long T0 = 1_700_000_000;

    private final TestBridge bridge = TestBridge.shared();

    @Test
    void aWrongKeyClosesWithItsCode() {
        try (TestSocket socket = TestSocket.open(bridge, uri("/ws?apiKey=wrong"))) {
            assertThat(socket.awaitClose()).isEqualTo("4001 Invalid API key");
        }
        try (TestSocket socket = TestSocket.open(bridge, uri("/ws"))) {
            assertThat(socket.awaitClose()).isEqualTo("4001 Invalid API key");
        }
    }

    @Test
    void takesTheKeyFromTheHeaderToo() {
        try (TestSocket socket = TestSocket.open(bridge, uri("/ws"), "x-api-key", TestBridge.KEY)) {
            socket.send("nonsense");
            assertThat(socket.next().path("error").asString()).isEqualTo("The frame is not valid JSON");
        }
    }

    @Test
    void followsTheLifeOfASession() {
        String id = bridge.open("ws-life", 1);
        FakeDevice device = bridge.engine().next();
        try (TestSocket socket = connect()) {
            socket.subscribe(id);
            device.state(new StateEvent.QrCode("2@a", Instant.parse("2030-01-01T00:00:00Z")));
            assertThat(socket.next("wa:status:" + id).path("status").asString()).isEqualTo("qr_ready");
            JsonNode qr = socket.next("wa:qr:" + id);
            assertThat(qr.path("qr").asString()).isEqualTo("2@a");
            assertThat(qr.path("qrDataUrl").asString()).startsWith("data:image/png;base64,");
            assertThat(qr.path("expiresAt").asString()).isEqualTo("2030-01-01T00:00:00Z");
            assertThat(qr.path("sessionId").asString()).isEqualTo(id);
            device.state(new StateEvent.QrCode("2@b", Instant.parse("2030-01-01T00:00:20Z")));
            assertThat(socket.next("wa:qr:" + id).path("qr").asString()).isEqualTo("2@b");

            String digits = TestBridge.newNumber();
            device.link(digits);
            assertThat(socket.next("wa:status:" + id).path("status").asString()).isEqualTo("connecting");
            JsonNode connected = socket.next("wa:status:" + id);
            assertThat(connected.path("status").asString()).isEqualTo("connected");
            assertThat(connected.path("phone").asString()).isEqualTo("+" + digits);
            assertThat(connected.has("reason")).isFalse();

            device.stored(text(pn("15550400001"), "A1", T0, "hello"));
            JsonNode arrived = socket.next("wa:msg:" + id);
            assertThat(arrived.path("chatId").asString()).isEqualTo("15550400001@s.whatsapp.net");
            assertThat(arrived.path("message").path("content").asString()).isEqualTo("hello");
            assertThat(arrived.path("unreadCount").asInt()).isEqualTo(1);
            assertThat(socket.next("wa:message:ws-life")
                            .path("message")
                            .path("id")
                            .asString())
                    .isEqualTo("A1");

            device.drop(new DisconnectCause.StreamReplaced());
            JsonNode ended = socket.next("wa:status:" + id);
            assertThat(ended.path("status").asString()).isEqualTo("disconnected");
            assertThat(ended.path("reason").asString()).isEqualTo("replaced");
            assertThat(ended.path("reasonText").asString()).isNotBlank();
        }
    }

    @Test
    void followsAMessageOnItsWayOut() {
        Linked session = bridge.linked();
        try (TestSocket socket = connect()) {
            socket.subscribe(session.id());
            String id = bridge.post(
                            "/sessions/" + session.id() + "/send/text",
                            "{\"chatId\":\"15550400002@s.whatsapp.net\",\"text\":\"hi\"}")
                    .body()
                    .path("messageId")
                    .asString();

            JsonNode pending = socket.next("wa:msg:" + session.id()).path("message");
            assertThat(pending.path("id").asString()).isEqualTo(id);
            assertThat(pending.path("status").asString()).isEqualTo("pending");
            socket.next();
            JsonNode sent = socket.next("wa:update:" + session.id());
            assertThat(sent.path("messageId").asString()).isEqualTo(id);
            assertThat(sent.path("chatId").asString()).isEqualTo("15550400002@s.whatsapp.net");
            assertThat(sent.path("status").asString()).isEqualTo("sent");
            assertThat(sent.path("timestamp").asLong()).isEqualTo(1_900_000_000);
        }
    }

    @Test
    void oneClientsUnsubscribingDoesNotAffectAnother() {
        Linked session = bridge.linked();
        try (TestSocket stays = connect();
                TestSocket leaves = connect()) {
            stays.subscribe(session.id());
            leaves.subscribe(session.id());
            session.device().stored(text(pn("15550400003"), "A1", T0, "to both"));
            assertThat(content(stays)).isEqualTo("to both");
            assertThat(content(leaves)).isEqualTo("to both");

            leaves.unsubscribe(session.id());
            session.device().stored(text(pn("15550400003"), "A2", T0 + 1, "to one"));

            assertThat(content(stays)).isEqualTo("to one");
            leaves.send("{}");
            assertThat(leaves.next().path("error").asString()).isNotBlank();
        }
    }

    @Test
    void manyEventsComeInOrder() {
        Linked session = bridge.linked();
        try (TestSocket socket = connect()) {
            socket.subscribe(session.id());
            for (int i = 0; i < 100; i++) {
                session.device().stored(text(pn("15550400004"), "A" + i, T0 + i, "text " + i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(content(socket)).isEqualTo("text " + i);
            }
        }
    }

    @Test
    void malformedFramesAreAnsweredAndIgnored() {
        List<String> frames = List.of(
                "",
                "[]",
                "5",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"sessionId\":5}",
                "{\"type\":\"shout\",\"sessionId\":\"x\"}",
                "{\"type\":\"subscribe\",\"sessionId\":\"" + "x".repeat(201) + "\"}");
        Linked session = bridge.linked();
        try (TestSocket socket = connect()) {
            for (String frame : frames) {
                socket.send(frame);
                assertThat(socket.next().path("error").asString()).as(frame).isNotBlank();
            }
            socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(socket.next().path("error").asString()).isEqualTo("Frames must be text");

            socket.subscribe(session.id());
            session.device().stored(text(pn("15550400005"), "A1", T0, "still here"));
            assertThat(content(socket)).isEqualTo("still here");
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndGoesOnLive() {
        Linked session = bridge.linked();
        String cursor;
        try (TestSocket socket = connect()) {
            socket.subscribe(session.id());
            session.device().stored(text(pn("15550400006"), "A0", T0, "text 0"));
            cursor = socket.next().path("cursor").asString();
        }
        for (int i = 1; i < 600; i++) {
            session.device().stored(text(pn("15550400006"), "A" + i, T0 + i, "text " + i));
        }
        try (TestSocket socket = connect()) {
            socket.send("{\"type\":\"subscribe\",\"sessionId\":\"" + session.id() + "\",\"after\":\"" + cursor + "\"}");
            // They come in while the replay is under way.
            for (int i = 600; i < 700; i++) {
                session.device().stored(text(pn("15550400006"), "A" + i, T0 + i, "text " + i));
            }
            assertThat(socket.next().path("channel").asString()).startsWith("wa:message:");
            for (int i = 1; i < 700; i++) {
                assertThat(content(socket)).isEqualTo("text " + i);
            }
        }
    }

    @Test
    void aReplayGoesOnWhereTheClientStoppedHoweverMuchHappensMeanwhile() throws Exception {
        Linked session = bridge.linked();
        int count = 2_000;
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < count; i++) {
                session.device().stored(text(pn("15550400007"), "A" + i, T0 + i, "text " + i));
            }
        });
        String cursor = null;
        int seen = 0;
        // Each socket takes some and leaves; the next one goes on after the last that it took.
        while (seen < count) {
            try (TestSocket socket = connect()) {
                String after = cursor == null ? "0-0" : cursor;
                socket.send(
                        "{\"type\":\"subscribe\",\"sessionId\":\"" + session.id() + "\",\"after\":\"" + after + "\"}");
                for (int taken = 0; taken < 600 && seen < count; taken++) {
                    JsonNode event = socket.next();
                    cursor = event.path("cursor").asString();
                    if (event.path("channel").asString().startsWith("wa:msg:")) {
                        assertThat(event.path("data")
                                        .path("message")
                                        .path("content")
                                        .asString())
                                .isEqualTo("text " + seen);
                        seen++;
                    }
                }
            }
        }
        writing.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aCursorThatIsNoneIsRefused() {
        try (TestSocket socket = connect()) {
            for (String after : List.of("\"x\"", "5", "\"zzzzzzzzzzzz-1\"", "{}")) {
                socket.send("{\"type\":\"subscribe\",\"sessionId\":\"s\",\"after\":" + after + "}");
                assertThat(socket.next().path("error").asString()).as(after).contains("cursor");
            }
        }
    }

    @Test
    void aUserCanBeFollowedAcrossNumbers() {
        String one = bridge.open("ws-user", 1);
        FakeDevice first = bridge.engine().next();
        first.link(TestBridge.newNumber());
        String two = bridge.open("ws-user", 2);
        FakeDevice second = bridge.engine().next();
        second.link(TestBridge.newNumber());
        try (TestSocket socket = connect()) {
            socket.send("{\"type\":\"subscribe\",\"userId\":\"ws-user\"}");
            socket.send("{}");
            assertThat(socket.next().has("error")).isTrue();
            first.stored(text(pn("15550400008"), "A1", T0, "to the first"));
            second.stored(text(pn("15550400008"), "A2", T0, "to the second"));

            assertThat(socket.next("wa:message:ws-user").path("sessionId").asString())
                    .isEqualTo(one);
            assertThat(socket.next("wa:message:ws-user").path("sessionId").asString())
                    .isEqualTo(two);

            socket.send("{\"type\":\"unsubscribe\",\"userId\":\"ws-user\"}");
            first.stored(text(pn("15550400008"), "A3", T0, "unheard"));
            socket.send("{}");
            assertThat(socket.next().has("error")).isTrue();
        }
    }

    @Test
    void stoppingTheBridgeClosesTheSocketsWithoutWaitingForThem() {
        TestBridge own = TestBridge.startOn(TestDatabase.create());
        try (TestSocket socket =
                TestSocket.open(own, URI.create("ws://localhost:" + own.port() + "/ws?apiKey=test%2Dkey"))) {
            socket.subscribe("any");
            long start = System.nanoTime();

            own.close();

            assertThat(socket.awaitClose()).startsWith("1001");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void refusesBrowsersOfOtherOrigins() {
        assertThatThrownBy(() ->
                        TestSocket.open(bridge, uri("/ws?apiKey=" + TestBridge.KEY), "Origin", "https://evil.example"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }

    /// The text of the next message; the event for whoever follows the user is read past.
    private static String content(TestSocket socket) {
        String content =
                socket.next().path("data").path("message").path("content").asString();
        assertThat(socket.next().path("channel").asString()).startsWith("wa:message:");
        return content;
    }

    private TestSocket connect() {
        return TestSocket.open(bridge, uri("/ws?apiKey=" + TestBridge.KEY));
    }

    private URI uri(String path) {
        return URI.create(bridge.uri(path).toString().replaceFirst("^http", "ws"));
    }
}
