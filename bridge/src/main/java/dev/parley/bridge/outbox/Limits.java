package dev.parley.bridge.outbox;

import java.time.Duration;

/// How long WhatsApp takes what is done to a message, counted from the message's time; and how long anything waits.
final class Limits {
    /// What phones allow their users (messaging.md section 5.1).
    static final Duration EDIT = Duration.ofMinutes(15);

    /// Up to here they take an edit that comes late.
    static final Duration LATE_EDIT = Duration.ofMinutes(20);

    static final Duration DELETION = Duration.ofDays(2);

    /// What waited longer surprises both sides.
    static final Duration LONGEST_WAIT = Duration.ofHours(24);

    private Limits() {}
}
