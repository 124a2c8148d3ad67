package dev.parley.bridge.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stands before a server on this machine: passes connections on while it is open, cuts them when it is shut.
final class Gate implements AutoCloseable {
    private final ServerSocket door = new ServerSocket();
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;

    Gate(int server) throws IOException {
        this.server = server;
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::run);
    }

    int port() {
        return door.getLocalPort();
    }

    void shut() {
        open = false;
        sockets.forEach(Gate::cut);
        sockets.clear();
    }

    void open() {
        open = true;
    }

    private void run() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                sockets.add(client);
                if (open) {
                    Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
                    sockets.add(onward);
                    Thread.ofVirtual().start(() -> pass(client, onward));
                    Thread.ofVirtual().start(() -> pass(onward, client));
                } else {
                    cut(client);
                }
            } catch (IOException _) {
                // The server is not there, or the gate is gone.
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            var _ = from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // Cut.
        }
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        shut();
        door.close();
    }
}
