package dev.parley.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// The server's time. Thread-safe.
final class ServerClock {
    private final Clock clock;
    private final AtomicLong latestStamp = new AtomicLong();

    ServerClock(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /// Unix seconds for a stanza's `t`, never less than the one before.
    long stamp() {
        return latestStamp.accumulateAndGet(clock.instant().getEpochSecond(), Math::max);
    }
}
