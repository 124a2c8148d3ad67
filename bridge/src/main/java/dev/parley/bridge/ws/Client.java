package dev.parley.bridge.ws;

import dev.parley.bridge.events.Event.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final long MOST_WAITING_CHARACTERS = 16L << 20;

    /// A replay waits for the client instead, and leaves room for what happens meanwhile.
    private static final int MOST_REPLAYED = MOST_WAITING / 2;

    private static final Duration REPLAY_WAIT = Duration.ofSeconds(30);

    private static final int MOST_SUBSCRIPTIONS = 10_000;

    /// An idle connection is tried this often, so that one whose other end is gone is noticed.
    private static final Duration PING = Duration.ofSeconds(30);

    private static final CloseStatus TOO_SLOW = new CloseStatus(4008, "Too slow");

    /// @param replayed whether it takes one of the places of the replays
    private record Frame(String text, boolean replayed) {}

    private final WebSocketSession socket;
    private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong characters = new AtomicLong();
    private final Semaphore replayPlaces = new Semaphore(MOST_REPLAYED);
    private final Map<String, Subscription> sessions = new ConcurrentHashMap<>();
    private final Set<String> channels = ConcurrentHashMap.newKeySet();
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

    /// Follows a session; one that it follows already stays as it is.
    ///
    /// @return false when it follows too many already
    boolean subscribe(String sessionId) {
        if (!sessions.containsKey(sessionId) && !hasRoom()) {
            return false;
        }
        sessions.putIfAbsent(sessionId, Subscription.live());
        return true;
    }

    /// Follows a session by another subscription than before.
    ///
    /// @return false when it follows too many already
    boolean subscribe(String sessionId, Subscription subscription) {
        if (!sessions.containsKey(sessionId) && !hasRoom()) {
            return false;
        }
        sessions.put(sessionId, subscription);
        return true;
    }

    /// Follows one channel.
    ///
    /// @return false when it follows too many already
    boolean subscribeChannel(String channel) {
        return channels.contains(channel) || (hasRoom() && channels.add(channel));
    }

    private boolean hasRoom() {
        return sessions.size() + channels.size() < MOST_SUBSCRIPTIONS;
    }

    void unsubscribe(String sessionId) {
        sessions.remove(sessionId);
    }

    /// Ends this very subscription, not one that has replaced it.
    void unsubscribe(String sessionId, Subscription subscription) {
        sessions.remove(sessionId, subscription);
    }

    void unsubscribeChannel(String channel) {
        channels.remove(channel);
    }

    boolean follows(String sessionId, String channel) {
        return sessions.containsKey(sessionId) || channels.contains(channel);
    }

    /// Whether it still follows the session by this subscription.
    boolean holds(String sessionId, Subscription subscription) {
        return socket.isOpen() && sessions.get(sessionId) == subscription;
    }

    /// A stored event of what it follows.
    void happened(String sessionId, Position position, String frame) {
        Subscription subscription = sessions.get(sessionId);
        if (subscription == null) {
            offer(frame);
        } else {
            subscription.happened(position, frame, this::offer);
        }
    }

    void offer(String frame) {
        if (characters.addAndGet(frame.length()) > MOST_WAITING_CHARACTERS || !frames.offer(new Frame(frame, false))) {
            // Closing may wait for the very write that is too slow.
            Thread.ofVirtual().name("ws-drop-" + socket.getId()).start(() -> close(TOO_SLOW));
        }
    }

    /// Waits for its turn.
    ///
    /// @return false when the client does not take it
    boolean replay(String frame) throws InterruptedException {
        if (!replayPlaces.tryAcquire(REPLAY_WAIT.toSeconds(), TimeUnit.SECONDS)) {
            close(TOO_SLOW);
            return false;
        }
        characters.addAndGet(frame.length());
        return socket.isOpen() && frames.offer(new Frame(frame, true));
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
                Frame frame = frames.poll(PING.toSeconds(), TimeUnit.SECONDS);
                if (frame == null) {
                    socket.sendMessage(new PingMessage());
                } else {
                    write(frame);
                }
            }
        } catch (InterruptedException _) {
            // The connection is closed.
        } catch (IOException | IllegalStateException _) {
            close(CloseStatus.SESSION_NOT_RELIABLE);
        }
    }

    private void write(Frame frame) throws IOException {
        socket.sendMessage(new TextMessage(frame.text()));
        characters.addAndGet(-frame.text().length());
        if (frame.replayed()) {
            replayPlaces.release();
        }
    }
}
