package dev.parley.bridge.sessions;

import dev.parley.bridge.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// So many times in such a while for each of many things. Thread-safe. Remembers a bounded number of things; beyond
/// it the ones that were used longest ago are forgotten.
final class RateLimit {
    private static final int MOST_THINGS = 10_000;

    private final int times;
    private final Duration window;
    private final InstantSource clock;
    private final String refusal;

    /// Guarded by itself, in the order of last use.
    private final Map<String, Deque<Instant>> used = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Deque<Instant>> eldest) {
            return size() > MOST_THINGS;
        }
    };

    /// @param refusal the sentence for whoever asks too often
    RateLimit(int times, Duration window, InstantSource clock, String refusal) {
        this.times = times;
        this.window = window;
        this.clock = clock;
        this.refusal = refusal;
    }

    /// @throws Problem.TooMany when it was used so often already; that attempt does not count
    void use(String thing) {
        Instant now = clock.instant();
        synchronized (used) {
            Deque<Instant> uses = used.computeIfAbsent(thing, _ -> new ArrayDeque<>());
            while (!uses.isEmpty() && uses.getFirst().isBefore(now.minus(window))) {
                uses.removeFirst();
            }
            if (uses.size() >= times) {
                throw new Problem.TooMany(refusal);
            }
            uses.addLast(now);
        }
    }
}
