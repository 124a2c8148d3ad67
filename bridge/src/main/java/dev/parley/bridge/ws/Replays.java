package dev.parley.bridge.ws;

import dev.parley.bridge.events.Event;
import dev.parley.bridge.events.Event.Position;
import dev.parley.bridge.events.EventHistory;
import dev.parley.bridge.problem.Problem;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.socket.CloseStatus;

/// Sends a client that was away what it missed, then lets it go on live. Each replay has a virtual thread. Thread-safe.
final class Replays {
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
    private static final int PAGE = 200;

    /// Of all clients together, so that many that come back at once leave the database to others, too.
    private static final int MOST_READING = 4;

    private final EventHistory history;
    private final Frames frames;
    private final Semaphore reading = new Semaphore(MOST_READING, true);

    Replays(EventHistory history, Frames frames) {
        this.history = history;
        this.frames = frames;
    }

    void start(Client client, String sessionId, Subscription subscription, Position after) {
        Thread.ofVirtual().name("ws-replay").start(() -> replay(client, sessionId, subscription, after));
    }

    private void replay(Client client, String sessionId, Subscription subscription, Position after) {
        try {
            Position sent = after;
            while (client.holds(sessionId, subscription)) {
                EventHistory.Page page = read(sessionId, sent);
                for (Event event : page.events()) {
                    if (!client.holds(sessionId, subscription) || !client.replay(frames.write(event))) {
                        return;
                    }
                }
                sent = page.next();
                if (page.events().size() < PAGE && subscription.goLive(sent, client::offer)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Problem problem) {
            client.unsubscribe(sessionId, subscription);
            client.offer(frames.error(Objects.requireNonNullElse(problem.getMessage(), "")));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("a replay failed: {}", e.getClass().getSimpleName());
            // It comes back with the last cursor that it has.
            client.close(CloseStatus.SERVICE_RESTARTED);
        }
    }

    private EventHistory.Page read(String sessionId, Position after) throws InterruptedException {
        reading.acquire();
        try {
            return history.read(Optional.of(sessionId), after, PAGE);
        } finally {
            reading.release();
        }
    }
}
