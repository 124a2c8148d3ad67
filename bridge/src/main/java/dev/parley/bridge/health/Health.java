package dev.parley.bridge.health;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What is known of an account.
///
/// @param receivedAt when something from WhatsApp was last stored
/// @param sentAt when WhatsApp last took a message
/// @param phoneSeenAt when the account's phone last gave a sign of life, to the hour
/// @param setAside how many stanzas could not be stored and wait to be tried again
public record Health(
        Optional<Instant> receivedAt,
        Optional<Instant> sentAt,
        Optional<Instant> phoneSeenAt,
        Lock lock,
        Optional<Cap> cap,
        Optional<Disconnect> disconnect,
        int setAside) {
    static final Health UNKNOWN = new Health(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Lock(false, Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            0);

    /// WhatsApp's lock on first messages to people.
    ///
    /// @param type in WhatsApp's own words
    public record Lock(boolean active, Optional<Instant> until, Optional<String> type) {
        /// It ends by itself, without a word from WhatsApp.
        public boolean holds(Instant now) {
            return active && until.filter(end -> !now.isBefore(end)).isEmpty();
        }
    }

    /// How many new chats WhatsApp allows in a cycle.
    ///
    /// @param status in WhatsApp's own words; `CAPPED` when it is used up
    public record Cap(String status, OptionalLong total, OptionalLong used, Optional<Instant> until) {}

    /// @param code of the reason
    /// @param words of the reason
    public record Disconnect(Instant at, String code, String words) {}

    Health with(Proofs.Proof proof) {
        return new Health(
                later(receivedAt, proof.received()),
                later(sentAt, proof.sent()),
                phoneSeenAt,
                lock,
                cap,
                disconnect,
                setAside);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.filter(time -> other.filter(time::isBefore).isEmpty()).or(() -> other);
    }
}
