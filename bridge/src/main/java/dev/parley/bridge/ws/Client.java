package dev.parley.bridge.ws;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/// One connected client: what it follows, and the frames that it has not yet taken. A virtual thread writes;
/// whoever offers a frame never waits. Thread-safe.
final class Client {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    /// A client further behind than this is dropped; it can read what it missed when it comes back.
    private static final int MOST_WAITING = 1024;

    private static final int MOST_SUBSCRIPTIONS = 10_000;

    /// An idle connection is tried this often, so that one whose other end is gone is noticed.
    private static final Duration PING = Duration.ofSeconds(30);

    private static final CloseStatus TOO_SLOW = new CloseStatus(4008, "Too slow");

    private final WebSocketSession socket;
    private final BlockingQueue<String> frames = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Thread writer;

    Client(WebSocketSession socket) {
        this.socket = socket;
        this.writer = Thread.ofVirtual().name("ws-" + socket.getId()).unstarted(this::write);
    }

    void start() {
        writer.start();
    }

    void stop() {
        writer.interrupt();
    }

    /// @return false when it follows too many already
    boolean subscribe(String sessionId) {
        if (sessions.size() >= MOST_SUBSCRIPTIONS) {
            return false;
        }
        sessions.add(sessionId);
        return true;
    }

    void unsubscribe(String sessionId) {
        sessions.remove(sessionId);
    }

    boolean follows(String sessionId) {
        return sessions.contains(sessionId);
    }

    void offer(String frame) {
        if (!frames.offer(frame)) {
            // Closing may wait for the very write that is too slow.
            Thread.ofVirtual().name("ws-drop-" + socket.getId()).start(() -> close(TOO_SLOW));
        }
    }

    void close(CloseStatus status) {
        try {
            socket.close(status);
        } catch (IOException e) {
            LOG.debug("closing failed: {}", e.getMessage());
        }
    }

    private void write() {
        try {
            while (socket.isOpen()) {
                String frame = frames.poll(PING.toSeconds(), TimeUnit.SECONDS);
                socket.sendMessage(frame == null ? new PingMessage() : new TextMessage(frame));
            }
        } catch (InterruptedException _) {
            // The connection is closed.
        } catch (IOException | IllegalStateException _) {
            close(CloseStatus.SESSION_NOT_RELIABLE);
        }
    }
}
