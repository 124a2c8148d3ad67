package dev.parley.bridge.events;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A virtual thread that reads committed events in order and hands them to a follower, page by page. A wake only tells
/// that there may be something to read: what is handed over comes from the table, so it is the same for all, in the
/// same order, whichever thread or process wrote it.
public final class EventTail {
    /// Whoever reads the events by a place of its own. Called on the tail's thread only.
    public interface Follower {
        /// After which event to go on; empty while there is nothing to do.
        Optional<Event.Position> position();

        /// Passes a page on. When it throws, the page, or what is then left of it, comes again after a pause
        /// that grows.
        ///
        /// @param page not empty, in order, nothing left out
        void take(List<Event> page);
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final int PAGE = 500;

    /// How long an event may wait whose wake was lost.
    private static final Duration IDLE = Duration.ofSeconds(1);

    /// How long to wait for an older transaction to end, so that its events come first.
    private static final Duration UNSETTLED = Duration.ofMillis(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final String name;
    private final EventTable table;
    private final EventWakes wakes;
    private final Follower follower;
    private final Semaphore woken = new Semaphore(0);
    private final Runnable wake = this::wake;
    private volatile @Nullable Thread reader;

    EventTail(String name, EventTable table, EventWakes wakes, Follower follower) {
        this.name = name;
        this.table = table;
        this.wakes = wakes;
        this.follower = follower;
    }

    public void start() {
        wakes.add(wake);
        Thread thread = Thread.ofVirtual().name(name).unstarted(this::run);
        reader = thread;
        thread.start();
    }

    /// Waits a while for the page under way. No interrupt: it would cut the database connection in use.
    public void stop() {
        Thread thread = reader;
        reader = null;
        wakes.remove(wake);
        woken.release();
        if (thread != null) {
            try {
                var _ = thread.join(STOP);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public boolean isRunning() {
        return reader != null;
    }

    /// Looks at once whether there is something to do.
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    private void run() {
        Duration pause = Duration.ZERO;
        Duration afterFailure = FIRST_PAUSE;
        while (isRunning()) {
            try {
                if (woken.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
                pause = passOn() ? IDLE : UNSETTLED;
                afterFailure = FIRST_PAUSE;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                // Whatever it was, the next events must not wait for a restart.
                // Once, not with every attempt.
                if (isRunning() && afterFailure.equals(FIRST_PAUSE)) {
                    LOG.warn(
                            "{}: events cannot be passed on: {}",
                            name,
                            e.getClass().getSimpleName());
                }
                woken.drainPermits();
                pause = afterFailure;
                afterFailure = shorter(afterFailure.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    /// @return false when there are events that must wait for an older transaction
    private boolean passOn() {
        while (isRunning()) {
            Optional<Event.Position> from = follower.position();
            if (from.isEmpty()) {
                return true;
            }
            List<EventTable.Row> rows = table.after(from.get(), PAGE);
            List<Event> page = rows.stream()
                    .takeWhile(EventTable.Row::settled)
                    .map(EventTable.Row::event)
                    .toList();
            if (!page.isEmpty()) {
                follower.take(page);
            }
            if (page.size() < rows.size()) {
                return false;
            }
            if (rows.size() < PAGE) {
                return true;
            }
        }
        return true;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
