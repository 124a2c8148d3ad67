package dev.parley.benchmarks;

import java.time.Duration;
import java.util.List;

/// Durations summed up for people.
final class Stats {
    private Stats() {}

    /// Median and worst of some durations, in milliseconds.
    static String summary(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return "median %.0f ms, worst %.0f ms of %d"
                .formatted(millis(sorted.get(sorted.size() / 2)), millis(sorted.getLast()), sorted.size());
    }

    static double perSecond(int count, Duration time) {
        return count / (time.toNanos() / 1e9);
    }

    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
