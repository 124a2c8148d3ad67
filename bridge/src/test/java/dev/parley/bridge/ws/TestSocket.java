package dev.parley.bridge.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the bridge's WebSocket.
final class TestSocket implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    private TestSocket() {}

    static TestSocket open(TestBridge bridge, URI uri, String... header) {
        TestSocket listener = new TestSocket();
        WebSocket.Builder builder = bridge.http().newWebSocketBuilder();
        if (header.length == 2) {
            builder.header(header[0], header[1]);
        }
        listener.socket = builder.buildAsync(uri, listener).join();
        return listener;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            frames.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode + " " + reason);
        return null;
    }

    void send(String frame) {
        socket().sendText(frame, true).join();
    }

    void sendBinary(ByteBuffer frame) {
        socket().sendBinary(frame, true).join();
    }

    /// Returns when the bridge has taken it in: frames are handled in order, and the one sent after it is
    /// answered.
    void subscribe(String sessionId) {
        send("{\"type\":\"subscribe\",\"sessionId\":\"" + sessionId + "\"}");
        send("{\"type\":\"mark\"}");
        assertThat(next().path("error").asString()).isNotBlank();
    }

    void unsubscribe(String sessionId) {
        send("{\"type\":\"unsubscribe\",\"sessionId\":\"" + sessionId + "\"}");
        send("{\"type\":\"mark\"}");
        assertThat(next().path("error").asString()).isNotBlank();
    }

    JsonNode next() {
        try {
            String frame = frames.poll(10, TimeUnit.SECONDS);
            assertThat(frame).as("a frame").isNotNull();
            return JSON.readTree(frame);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The data of the next event, which must be on that channel.
    JsonNode next(String channel) {
        JsonNode event = next();
        assertThat(event.path("channel").asString()).isEqualTo(channel);
        return event.path("data");
    }

    String awaitClose() {
        return closed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket().abort();
    }

    private WebSocket socket() {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        return open;
    }
}
