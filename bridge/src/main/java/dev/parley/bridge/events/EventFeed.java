package dev.parley.bridge.events;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Reads committed events in order and hands each to every listener, once. A wake only tells that there may be
/// something to read: what is passed on comes from the table, so it is the same for all, in the same order,
/// whichever thread or process wrote it. While nobody listens, nothing is read.
///
/// Thread-safe; one thread reads and calls the listeners.
@Component
public class EventFeed implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int PAGE = 500;

    /// How long an event of another process may wait, and this thread after a failure of the database.
    private static final Duration IDLE = Duration.ofSeconds(1);

    /// How long to wait for an older transaction to end, so that its events come first.
    private static final Duration UNSETTLED = Duration.ofMillis(5);

    private final EventTable table;
    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore wakes = new Semaphore(0);
    private volatile @Nullable Thread reader;

    /// Where the next page begins; written by the reader, and by [#listen(EventListener)] while there is no
    /// listener.
    private volatile Event.@Nullable Position position;

    EventFeed(EventTable table) {
        this.table = table;
    }

    /// Everything committed from now on is handed to `listener`.
    public void listen(EventListener listener) {
        synchronized (listeners) {
            if (listeners.isEmpty()) {
                position = table.now();
            }
            listeners.add(listener);
        }
    }

    public void ignore(EventListener listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    /// Tells that a transaction with events has ended.
    void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    /// Tells the listeners at once.
    void passing(PassingEvent event) {
        listeners.forEach(listener -> listener.passing(event));
    }

    @Override
    public void start() {
        Thread thread = Thread.ofVirtual().name("event-feed").unstarted(this::run);
        reader = thread;
        thread.start();
    }

    @Override
    public void stop() {
        // No interrupt: it would cut the database connection that the reader may be using.
        reader = null;
        wakes.release();
    }

    @Override
    public boolean isRunning() {
        return reader != null;
    }

    private void run() {
        Duration pause = IDLE;
        while (isRunning()) {
            try {
                if (wakes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
                pause = listeners.isEmpty() || passOn() ? IDLE : UNSETTLED;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                // Whatever it was, the next events must not wait for a restart.
                LOG.warn("events cannot be read: {}", e.getClass().getSimpleName());
                pause = IDLE;
            }
        }
    }

    /// @return false when there are events that must wait for an older transaction
    private boolean passOn() {
        while (true) {
            Event.Position from = position;
            if (from == null) {
                return true;
            }
            List<EventTable.Row> page = table.after(from, PAGE);
            for (EventTable.Row row : page) {
                if (!row.settled()) {
                    return false;
                }
                listeners.forEach(listener -> listener.event(row.event()));
                position = row.event().position();
            }
            if (page.size() < PAGE) {
                return true;
            }
        }
    }
}
