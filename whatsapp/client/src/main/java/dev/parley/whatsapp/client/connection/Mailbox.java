package dev.parley.whatsapp.client.connection;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A bounded queue whose items are handled in order, a batch at a time, by one thread at a time. The thread comes
/// from the executor when there is something to do and goes when there is nothing: an idle mailbox costs its few
/// fields.
///
/// Thread-safe. What the handler throws goes to its thread's uncaught exception handler, and the items after it
/// are handled all the same.
public final class Mailbox<T> {
    private final BlockingQueue<T> queue;
    private final int batchSize;
    private final Executor executor;
    private final InstantSource clock;
    private final Consumer<List<T>> handler;
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile Instant busySince = Instant.MAX;

    /// @param capacity how many items may wait
    /// @param batchSize how many items the handler gets at once, at most
    public Mailbox(int capacity, int batchSize, Executor executor, InstantSource clock, Consumer<List<T>> handler) {
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.batchSize = batchSize;
        this.executor = executor;
        this.clock = clock;
        this.handler = handler;
    }

    /// Adds an item, waiting for room up to `patience`; false when there was none.
    public boolean offer(T item, Duration patience) {
        try {
            if (!queue.offer(item, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        drainIfNeeded();
        return true;
    }

    /// How long the handler has been at the batch it has in hand; zero when it has none.
    public Duration busyFor() {
        Instant since = busySince;
        return since.equals(Instant.MAX) ? Duration.ZERO : Duration.between(since, clock.instant());
    }

    private void drainIfNeeded() {
        if (!queue.isEmpty() && draining.compareAndSet(false, true)) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        List<T> batch = new ArrayList<>();
        try {
            while (queue.drainTo(batch, batchSize) > 0) {
                busySince = clock.instant();
                handler.accept(List.copyOf(batch));
                batch.clear();
            }
        } finally {
            busySince = Instant.MAX;
            draining.set(false);
            // Something may have come between the last look and this line, or the handler threw.
            drainIfNeeded();
        }
    }
}
