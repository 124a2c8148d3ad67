package dev.parley.simulator;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Joins a WebSocket of the web server with a [ClientConnection]. One for each connection; its calls come from
/// the connection's own virtual thread.
final class ChatSocket implements WsListener {
    private static final int NORMAL = 1000;

    private final ServerParts parts;
    private final Connections connections;
    private final Executor executor;
    private @Nullable Socket socket;
    private @Nullable ClientConnection connection;

    ChatSocket(ServerParts parts, Connections connections) {
        this.parts = parts;
        this.connections = connections;
        this.executor = parts.executor();
    }

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
        if (parts.faults().refusesConnections()) {
            throw new WsUpgradeException("The simulator was told to refuse connections");
        }
        return Optional.empty();
    }

    @Override
    public void onOpen(WsSession session) {
        Socket opening = new Socket(session);
        ClientConnection opened = new ClientConnection(opening, parts);
        socket = opening;
        connection = opened;
        connections.add(opened);
        watch(Thread.currentThread(), opened);
    }

    /// The web server does not tell a listener when the client vanishes without a close frame, but its thread
    /// ends.
    private void watch(Thread socketThread, ClientConnection opened) {
        executor.execute(() -> {
            try {
                socketThread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            connections.remove(opened);
            opened.closed();
        });
    }

    @Override
    public void onMessage(WsSession session, BufferData buffer, boolean last) {
        ClientConnection open = connection;
        if (open != null) {
            open.received(ByteBuffer.wrap(buffer.readBytes()));
        }
    }

    @Override
    public void onPing(WsSession session, BufferData buffer) {
        Socket open = socket;
        if (open != null) {
            open.write(() -> session.pong(buffer));
        }
    }

    /// Writes are made one at a time, since the answers to pings come from the reading thread.
    private static final class Socket implements Transport {
        private final ReentrantLock writing = new ReentrantLock();
        private final WsSession session;

        Socket(WsSession session) {
            this.session = session;
        }

        @Override
        public void send(byte[] message) {
            write(() -> session.send(BufferData.create(message), true));
        }

        @Override
        public void close() {
            write(() -> session.close(NORMAL, ""));
        }

        void write(Runnable frame) {
            writing.lock();
            try {
                frame.run();
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void abort() {
            if (session.socketContext() instanceof ConnectionContext context) {
                context.serverSocket().close();
            }
        }
    }
}
