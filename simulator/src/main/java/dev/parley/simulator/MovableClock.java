package dev.parley.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that a test moves on: for [Simulator.Builder#clock], and for whatever shall live in the same time.
/// Thread-safe.
public final class MovableClock extends Clock {
    private final InstantSource source;
    private volatile Duration ahead = Duration.ZERO;

    private MovableClock(InstantSource source) {
        this.source = source;
    }

    /// The real time, and what is added to it.
    public static MovableClock running() {
        return new MovableClock(Clock.systemUTC());
    }

    /// Stands still until it is moved.
    public static MovableClock standing(Instant start) {
        return new MovableClock(InstantSource.fixed(start));
    }

    public void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a clock in UTC");
    }
}
