package dev.parley.whatsapp.client.media;

import java.time.Duration;

/// When a transfer must be over, whatever moves. Immutable.
final class Deadline {
    private static final Duration LEAST = Duration.ofMinutes(5);
    /// Slower than any line on which somebody would wait for a file.
    private static final long BYTES_PER_SECOND = 16 * 1024;

    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    static Deadline forBytes(long length) {
        return new Deadline(
                System.nanoTime() + LEAST.plusSeconds(length / BYTES_PER_SECOND).toNanos());
    }

    /// Not negative.
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }
}
