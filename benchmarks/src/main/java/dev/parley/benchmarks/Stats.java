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

    /// Median and 99th percentile, in milliseconds.
    static String percentiles(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return "p50 %.0f ms, p99 %.0f ms"
                .formatted(millis(sorted.get(sorted.size() / 2)), millis(sorted.get(sorted.size() * 99 / 100)));
    }

    static double perSecond(int count, Duration time) {
        return count / (time.toNanos() / 1e9);
    }

    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
