package dev.parley.whatsapp.client.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: Fibonacci seconds with ten percent of jitter, as WhatsApp's own
/// client does (connection.md section 8.5).
public final class Backoff {
    private static final long CAP_SECONDS = 900;
    private static final double JITTER = 0.1;

    private Backoff() {}

    /// @param failures how many attempts failed since the last login; at least 1
    public static Duration delay(int failures, RandomGenerator random) {
        long seconds = 1;
        long next = 1;
        for (int i = 1; i < failures && seconds < CAP_SECONDS; i++) {
            long sum = seconds + next;
            seconds = next;
            next = sum;
        }
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Duration.ofMillis((long) (Math.min(seconds, CAP_SECONDS) * 1000 * factor));
    }
}
