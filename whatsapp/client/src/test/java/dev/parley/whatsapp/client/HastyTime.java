package dev.parley.whatsapp.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Time that passes 300 times as fast: a clock that begins now, and a timer that agrees with it.
final class HastyTime extends Clock {
    private static final int SPEED = 300;

    private final InstantSource real = InstantSource.system();
    private final Instant start = real.instant();

    @Override
    public Instant instant() {
        return start.plus(Duration.between(start, real.instant()).multipliedBy(SPEED));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a clock in UTC");
    }

    /// The caller ends it.
    ScheduledThreadPoolExecutor timer() {
        return new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("hasty-timer").factory()) {
            @Override
            public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
                return super.schedule(command, unit.toNanos(delay) / SPEED, TimeUnit.NANOSECONDS);
            }
        };
    }
}
