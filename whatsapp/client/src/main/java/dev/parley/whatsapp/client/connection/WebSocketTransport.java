package dev.parley.whatsapp.client.connection;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// A WebSocket as a [Transport]. Back-pressure is the listener's: more data is asked for when it is done with the
/// last.
final class WebSocketTransport implements Transport {
    private final Session session;
    private final Endpoint endpoint;
    private final ReentrantLock sending = new ReentrantLock();

    private WebSocketTransport(Session session, Endpoint endpoint) {
        this.session = session;
        this.endpoint = endpoint;
    }

    static WebSocketTransport connect(WebSocketClient client, URI server, Duration timeout, Listener listener) {
        Endpoint endpoint = new Endpoint(listener);
        ClientUpgradeRequest request = new ClientUpgradeRequest(server);
        request.setHeader("Origin", "https://web.whatsapp.com");
        request.setHeader("Cache-Control", "no-cache");
        request.setHeader("Pragma", "no-cache");
        try {
            CompletableFuture<Session> opening = client.connect(endpoint, request);
            try {
                return new WebSocketTransport(await(opening, timeout), endpoint);
            } catch (TransportException e) {
                // It may still open later: then nobody wants it.
                var _ = opening.thenAccept(Session::disconnect);
                throw e;
            }
        } catch (IOException e) {
            throw new TransportException(e.toString(), e);
        }
    }

    @Override
    public void send(byte[] message, Duration timeout) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        // The answer to a message can arrive, and be answered, before its own sender has seen it off.
        sending.lock();
        try {
            session.sendBinary(
                    ByteBuffer.wrap(message), Callback.from(() -> sent.complete(true), sent::completeExceptionally));
            await(sent, timeout);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        // The close frame goes out if it can; the socket goes in any case.
        session.close(StatusCode.NORMAL, "", Callback.from(session::disconnect, _ -> session.disconnect()));
        endpoint.end("closed here");
    }

    private static <T> T await(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TransportException("timed out after " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new TransportException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted", e);
        }
    }

    /// Public because Jetty calls it by reflection.
    public static final class Endpoint implements Session.Listener {
        private final Listener listener;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CompletableFuture<Session> opened = new CompletableFuture<>();

        private Endpoint(Listener listener) {
            this.listener = listener;
        }

        private void end(String detail) {
            if (ended.compareAndSet(false, true)) {
                listener.closed(detail);
            }
        }

        @Override
        public void onWebSocketOpen(Session session) {
            opened.complete(session);
            session.demand();
        }

        @Override
        public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
            if (!ended.get()) {
                listener.received(payload);
            }
            callback.succeed();
            opened.join().demand();
        }

        @Override
        public void onWebSocketPartialText(String payload, boolean last) {
            // Only binary messages matter (connection.md section 1.1).
            opened.join().demand();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            end(cause.toString());
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, Callback callback) {
            end("closed by the server with code " + statusCode);
            callback.succeed();
        }
    }
}
