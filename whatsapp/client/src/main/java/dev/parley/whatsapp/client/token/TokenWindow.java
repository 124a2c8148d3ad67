package dev.parley.whatsapp.client.token;

import java.time.Duration;
import java.time.Instant;

/// How long privacy tokens are good: time is cut into weeks since 1970, and a token is valid while its week
/// is one of the last four (messaging.md section 4.8; AB properties 865 and 909, 996 and 997).
final class TokenWindow {
    private static final Duration BUCKET = Duration.ofDays(7);
    private static final long BUCKETS = 4;

    private TokenWindow() {}

    static boolean isValid(Instant issued, Instant now) {
        return bucket(issued) > bucket(now) - BUCKETS;
    }

    /// Whether what was issued then is to be issued anew: its week is over.
    static boolean isStale(Instant issued, Instant now) {
        return bucket(issued) < bucket(now);
    }

    private static long bucket(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), BUCKET.toSeconds());
    }
}
