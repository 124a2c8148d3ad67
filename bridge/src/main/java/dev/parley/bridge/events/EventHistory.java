package dev.parley.bridge.events;

import dev.parley.bridge.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// The events that are kept, to be read from any place on, and waited for. Thread-safe.
@Component
public class EventHistory implements SmartLifecycle {
    /// @param next where to go on, also when there is no event
    public record Page(List<Event> events, Event.Position next) {}

    private static final int MOST_WAITERS = 500;

    private final EventTable table;
    private final EventRetention retention;
    private final EventFeed feed;
    private final Semaphore places = new Semaphore(MOST_WAITERS);
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    EventHistory(EventTable table, EventRetention retention, EventFeed feed) {
        this.table = table;
        this.retention = retention;
        this.feed = feed;
    }

    /// After all that is settled now.
    public Event.Position now() {
        return table.now();
    }

    /// The events after a place. Their transactions and all older ones have ended, so nothing can come in
    /// between later.
    ///
    /// @param sessionId only of this session
    /// @throws Problem.Gone when events after `start` are no longer kept
    public Page read(Optional<String> sessionId, Event.Position start, int limit) {
        Event.Position now = table.now();
        if (start.transaction() > now.transaction()) {
            throw new Problem.Invalid("The cursor is not one of this bridge");
        }
        if (!start.equals(Event.Position.START) && retention.forgotten().isAfter(start)) {
            throw new Problem.Gone("The cursor is too old: events are kept for " + EventRetention.KEPT.toDays()
                    + " days; read again without a cursor");
        }
        List<Event> events = sessionId
                .map(id -> table.between(id, start, now, limit))
                .orElseGet(() -> table.between(start, now, limit));
        Event.Position next = events.size() == limit ? events.getLast().position() : now;
        return new Page(events, next.isAfter(start) ? next : start);
    }

    /// The same; when there is none yet, waits for the first. Ends early, without events, when the bridge
    /// stops.
    ///
    /// @throws Problem.TooMany when too many wait already
    public Page await(Optional<String> sessionId, Event.Position start, int limit, Duration wait) {
        if (!places.tryAcquire()) {
            throw new Problem.TooMany("Too many requests wait for events");
        }
        Waiter waiter = new Waiter(sessionId);
        waiters.add(waiter);
        feed.listen(waiter);
        try {
            return await(waiter, start, limit, System.nanoTime() + wait.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("The bridge is stopping");
        } finally {
            feed.ignore(waiter);
            waiters.remove(waiter);
            places.release();
        }
    }

    private Page await(Waiter waiter, Event.Position start, int limit, long deadline) throws InterruptedException {
        Page page = read(waiter.sessionId, start, limit);
        while (page.events().isEmpty() && running) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !waiter.woken.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                break;
            }
            waiter.woken.drainPermits();
            page = read(waiter.sessionId, page.next(), limit);
        }
        return page;
    }

    @Override
    public void start() {
        running = true;
    }

    /// Before the web server, which would wait for those that wait here.
    @Override
    public void stop() {
        running = false;
        waiters.forEach(waiter -> waiter.woken.release());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private static final class Waiter implements EventListener {
        private final Optional<String> sessionId;
        private final Semaphore woken = new Semaphore(0);

        private Waiter(Optional<String> sessionId) {
            this.sessionId = sessionId;
        }

        @Override
        public void event(Event event) {
            if (sessionId.isEmpty() || sessionId.get().equals(event.sessionId())) {
                woken.release();
            }
        }
    }
}
