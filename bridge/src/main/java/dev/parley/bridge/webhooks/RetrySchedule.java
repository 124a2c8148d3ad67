package dev.parley.bridge.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a delivery that failed is tried again: eight attempts in about a day, further and further apart.
final class RetrySchedule {
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(3),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(5),
            Duration.ofHours(16));

    /// After that it is tried once more at most: a long queue must not take days to be given up.
    private static final Duration LONGEST = Duration.ofDays(1);

    /// So long the later events of a session wait for one that fails; then they overtake it.
    private static final int ATTEMPTS_IN_LINE = 4;

    private RetrySchedule() {}

    /// @param attempts that have failed
    /// @param waited since it was queued
    /// @param random spreads what failed together by a fifth
    /// @return empty to give up
    static Optional<Duration> next(int attempts, Duration waited, RandomGenerator random) {
        if (attempts > DELAYS.size() || waited.compareTo(LONGEST) > 0) {
            return Optional.empty();
        }
        Duration delay = DELAYS.get(attempts - 1);
        return Optional.of(delay.plus(
                delay.dividedBy(5).multipliedBy(random.nextLong(1_000)).dividedBy(1_000)));
    }

    static boolean staysInLine(int attempts) {
        return attempts < ATTEMPTS_IN_LINE;
    }
}
