package dev.parley.bridge.health;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/// When each session last received and sent. Noted in memory and written now and then, all sessions in one statement:
/// a row more for every message would be dear, and a few seconds matter to nobody. Thread-safe.
@Component
public class Proofs {
    /// Of one session, since it was last written.
    record Proof(Optional<Instant> received, Optional<Instant> sent) {
        static final Proof NONE = new Proof(Optional.empty(), Optional.empty());

        Proof or(Proof earlier) {
            return new Proof(received.or(earlier::received), sent.or(earlier::sent));
        }
    }

    private final HealthTable table;
    private final Clock clock;
    private final ConcurrentMap<String, Proof> unwritten = new ConcurrentHashMap<>();

    Proofs(HealthTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /// Something from WhatsApp was stored.
    public void received(String sessionId) {
        note(sessionId, new Proof(Optional.of(clock.instant()), Optional.empty()));
    }

    /// WhatsApp took a message.
    public void sent(String sessionId) {
        note(sessionId, new Proof(Optional.empty(), Optional.of(clock.instant())));
    }

    private void note(String sessionId, Proof proof) {
        unwritten.merge(sessionId, proof, (earlier, later) -> later.or(earlier));
    }

    Proof of(String sessionId) {
        return unwritten.getOrDefault(sessionId, Proof.NONE);
    }

    /// Writes what was noted.
    public void write() {
        Map<String, Proof> taken = new HashMap<>(unwritten);
        if (!taken.isEmpty()) {
            table.prove(taken);
            // What was noted meanwhile stays for the next time.
            taken.forEach(unwritten::remove);
        }
    }
}
