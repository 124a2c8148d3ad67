package dev.parley.whatsapp.client.connection;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The JDK's WebSocket as a [Transport]. Back-pressure is the listener's: the next message is asked for when it
/// is done with the last.
public final class WebSocketTransport implements Transport {
    private final WebSocket socket;
    private final Incoming incoming;
    private final ReentrantLock sending = new ReentrantLock();

    private WebSocketTransport(WebSocket socket, Incoming incoming) {
        this.socket = socket;
        this.incoming = incoming;
    }

    /// Connects; blocks.
    ///
    /// @throws TransportException when that fails or takes longer than `timeout`
    public static WebSocketTransport connect(HttpClient http, URI server, Duration timeout, Listener listener) {
        Incoming incoming = new Incoming(listener);
        CompletableFuture<WebSocket> opening = http.newWebSocketBuilder()
                .connectTimeout(timeout)
                .header("Origin", "https://web.whatsapp.com")
                .header("Cache-Control", "no-cache")
                .header("Pragma", "no-cache")
                .buildAsync(server, incoming);
        try {
            return new WebSocketTransport(await(opening, timeout), incoming);
        } catch (TransportException e) {
            // It may still open later: then nobody wants it.
            var _ = opening.thenAccept(WebSocket::abort);
            throw e;
        }
    }

    @Override
    public void send(byte[] message, Duration timeout) {
        // The answer to a message can arrive, and be answered, before its own sender has seen it off.
        sending.lock();
        try {
            await(socket.sendBinary(ByteBuffer.wrap(message), true), timeout);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        // The close frame goes out if it can; the socket goes in any case.
        var _ = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((_, _) -> socket.abort());
        incoming.end("closed here");
    }

    private static <T> T await(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TransportException("timed out after " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new TransportException(String.valueOf(cause), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted", e);
        }
    }

    private static final class Incoming implements WebSocket.Listener {
        private final Listener listener;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Incoming(Listener listener) {
            this.listener = listener;
        }

        private void end(String detail) {
            if (ended.compareAndSet(false, true)) {
                listener.closed(detail);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            if (!ended.get()) {
                listener.received(data);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            // Only binary messages matter (connection.md section 1.1).
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            end("closed by the server with code " + statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end(error.toString());
        }
    }
}
