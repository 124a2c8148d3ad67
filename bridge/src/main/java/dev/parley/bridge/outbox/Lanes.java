package dev.parley.bridge.outbox;

import dev.parley.bridge.thread.SessionThread;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one session's dispatcher is doing at the moment: which chats have something under way, and which threads run.
/// Thread-safe.
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /// Batches whose answers are awaited at once.
    private static final int MOST_FLIGHTS = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final String sessionId;
    private final Runnable sender;
    private final ReentrantLock lock = new ReentrantLock();
    /// Somebody ended, or all are to end.
    private final Condition change = lock.newCondition();

    // Guarded by the lock.
    private final Set<Long> busy = new HashSet<>();
    private boolean wanted;
    private boolean sending;
    private boolean closed;
    private int flights;
    private int threads;
    private int failures;
    private long restUntil = System.nanoTime();

    /// @param sender runs on a thread of its own, one at a time, and ends when [#takeWish] says so
    Lanes(String sessionId, Runnable sender) {
        this.sessionId = sessionId;
        this.sender = sender;
    }

    /// Something under way that occupies chats.
    final class Trip {
        private final Set<Long> chats;
        private boolean flying;

        private Trip(Collection<Long> chats, boolean flying) {
            this.chats = new HashSet<>(chats);
            this.flying = flying;
        }

        /// Gives its place to the next; its chats stay occupied.
        void landed() {
            locked(() -> {
                flights -= flying ? 1 : 0;
                flying = false;
                change.signalAll();
            });
        }

        /// Frees the chats that are done with.
        void keepOnly(Collection<Long> unsettled) {
            locked(() -> {
                Set<Long> done = new HashSet<>(chats);
                done.removeAll(unsettled);
                chats.removeAll(done);
                busy.removeAll(done);
            });
            wish();
        }
    }

    /// There may be something to send.
    void wish() {
        locked(() -> {
            wanted = true;
            if (!sending && !closed) {
                sending = true;
                start(this::send);
            }
        });
    }

    private void send() {
        try {
            sender.run();
        } catch (RuntimeException | Error e) {
            // Out of memory, say: the next wish may start another.
            locked(() -> sending = false);
            throw e;
        }
    }

    /// @return false when the sender is to end, because nobody wants it any more
    boolean takeWish() {
        lock.lock();
        try {
            sending = wanted && !closed;
            wanted = false;
            return sending;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until another batch may leave.
    ///
    /// @return false when none will
    boolean awaitPlace() {
        lock.lock();
        try {
            while (!closed && (flights >= MOST_FLIGHTS || restUntil - System.nanoTime() > 0)) {
                if (flights >= MOST_FLIGHTS) {
                    change.await(LONGEST_PAUSE.toSeconds(), TimeUnit.SECONDS);
                } else {
                    change.awaitNanos(restUntil - System.nanoTime());
                }
            }
            return !closed;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// The chats that have something under way: nothing else of them is sent meanwhile.
    Set<Long> busy() {
        lock.lock();
        try {
            return Set.copyOf(busy);
        } finally {
            lock.unlock();
        }
    }

    /// Carries something out on a thread of its own that takes one of the places for batches.
    void fly(Collection<Long> chats, Consumer<Trip> work) {
        depart(new Trip(chats, true), work);
    }

    /// Carries something else out, on a thread of its own.
    void occupy(long chat, Runnable work) {
        depart(new Trip(Set.of(chat), false), _ -> work.run());
    }

    private void depart(Trip trip, Consumer<Trip> work) {
        locked(() -> {
            busy.addAll(trip.chats);
            flights += trip.flying ? 1 : 0;
            start(() -> {
                try {
                    work.accept(trip);
                } catch (RuntimeException e) {
                    // The database, most likely. Nothing is lost: the rows are still there.
                    LOG.warn(
                            "session {}: an answer could not be kept: {}",
                            sessionId,
                            e.getClass().getSimpleName());
                    restAll();
                } finally {
                    trip.landed();
                    trip.keepOnly(Set.of());
                }
            });
        });
    }

    /// Waits on the calling thread, longer with each attempt; ended early by [#close].
    void pause(int attempts) {
        lock.lock();
        try {
            long rest = length(attempts).toNanos();
            while (!closed && rest > 0) {
                rest = change.awaitNanos(rest);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the whole session wait before the next batch, longer each time until [#goWell].
    void restAll() {
        locked(() -> {
            restUntil = System.nanoTime() + length(failures).toNanos();
            failures++;
        });
    }

    void goWell() {
        locked(() -> failures = 0);
    }

    private static Duration length(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    void close() {
        locked(() -> {
            closed = true;
            change.signalAll();
        });
    }

    /// Waits until no thread runs any more.
    ///
    /// @return false when that takes too long
    boolean awaitRest(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long rest = patience.toNanos();
            while (threads > 0 && rest > 0) {
                rest = change.awaitNanos(rest);
            }
            return threads == 0;
        } finally {
            lock.unlock();
        }
    }

    private void start(Runnable work) {
        threads++;
        SessionThread.start("outbox", sessionId, () -> {
            try {
                work.run();
            } finally {
                locked(() -> {
                    threads--;
                    change.signalAll();
                });
            }
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
