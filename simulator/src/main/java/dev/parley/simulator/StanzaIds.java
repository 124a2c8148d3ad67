package dev.parley.simulator;

import java.util.concurrent.atomic.AtomicLong;

/// Ids of the stanzas that the server itself starts: decimal, as WhatsApp's are. Thread-safe.
final class StanzaIds {
    private final AtomicLong latest = new AtomicLong(2_181_069_000L);

    String next() {
        return Long.toString(latest.incrementAndGet());
    }
}
