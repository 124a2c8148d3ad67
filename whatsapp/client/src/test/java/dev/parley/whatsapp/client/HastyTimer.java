package dev.parley.whatsapp.client;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A timer for which a minute and more passes a thousand times as fast. What takes less takes its time.
final class HastyTimer extends ScheduledThreadPoolExecutor {
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    private static final long HASTE = 1000;

    HastyTimer() {
        super(1, Thread.ofPlatform().daemon().name("hasty-timer").factory());
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        long millis = unit.toMillis(delay);
        return super.schedule(command, millis < MINUTE ? millis : millis / HASTE, TimeUnit.MILLISECONDS);
    }
}
