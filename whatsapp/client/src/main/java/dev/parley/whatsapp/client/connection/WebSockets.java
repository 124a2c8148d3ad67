package dev.parley.whatsapp.client.connection;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/// Opens WebSockets: one for all clients of a process, with a few threads that watch all sockets. Thread-safe.
///
/// Jetty's client rather than the JDK's, which under load sometimes does not report that the server is gone (JDK
/// 25: the socket stays in CLOSE-WAIT and neither `onClose` nor `onError` is called), and which holds more memory
/// for each idle connection.
public final class WebSockets implements AutoCloseable {
    /// Selectors and what they need; everything that may block runs on virtual threads.
    private static final int MAX_THREADS = 16;

    private static final int MAX_FRAME = 1 << 25;

    private final WebSocketClient client;

    /// @param executor runs the listeners; its tasks may block
    public WebSockets(Executor executor, Duration connectTimeout) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("whatsapp-sockets");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(executor);
        HttpClient http = new HttpClient();
        http.setExecutor(threads);
        http.setConnectTimeout(connectTimeout.toMillis());
        client = new WebSocketClient(http);
        // The keepalive decides when a connection is dead.
        client.setIdleTimeout(Duration.ZERO);
        client.setMaxFrameSize(MAX_FRAME);
        client.setAutoFragment(false);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException("the WebSocket client cannot start", e);
        }
    }

    /// Connects; blocks.
    ///
    /// @throws TransportException when that fails or takes longer than `timeout`
    Transport connect(URI server, Duration timeout, Transport.Listener listener) {
        return WebSocketTransport.connect(client, server, timeout, listener);
    }

    /// Cuts what is still connected.
    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the WebSocket client cannot stop", e);
        }
    }
}
