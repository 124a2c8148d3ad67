package dev.parley.bridge.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.parley.bridge.health.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// The account's state for people.
///
/// @param lastReceivedAt when something from WhatsApp was last stored
/// @param lastSentAt when WhatsApp last took a message from here
/// @param phoneLastSeen when the phone last gave a sign of life, to the hour
/// @param phoneExpiresAt when WhatsApp drops this device unless the phone is seen before
/// @param newContacts whether people can be written to who were not before
/// @param stanzasSetAside how much of what came could not be stored; it is tried again at each login
public record SessionHealth(
        String id,
        SessionStatus status,
        Optional<Instant> lastReceivedAt,
        Optional<Instant> lastSentAt,
        Optional<Instant> phoneLastSeen,
        Optional<Instant> phoneExpiresAt,
        NewContacts newContacts,
        @JsonInclude(Include.NON_ABSENT) Optional<LastDisconnect> lastDisconnect,
        int stanzasSetAside) {
    /// WhatsApp unlinks devices of a phone that is silent for so long.
    private static final Duration SILENCE = Duration.ofDays(14);

    /// @param allowed whether first messages go out now
    /// @param until when that changes, if WhatsApp says so
    /// @param reason WhatsApp's own name for it, when not allowed
    /// @param text one sentence
    /// @param quota how many new chats WhatsApp allows until `quotaEndsAt`
    /// @param used how many of them were made
    public record NewContacts(
            boolean allowed,
            Optional<Instant> until,
            Optional<String> reason,
            String text,
            @JsonInclude(Include.NON_ABSENT) OptionalLong quota,
            @JsonInclude(Include.NON_ABSENT) OptionalLong used,
            @JsonInclude(Include.NON_ABSENT) Optional<Instant> quotaEndsAt) {
        static NewContacts of(Health health, Instant now) {
            Optional<Health.Cap> cap = health.cap()
                    .filter(found ->
                            found.until().filter(end -> !now.isBefore(end)).isEmpty());
            Optional<Health.Cap> used = cap.filter(found -> found.status().equals("CAPPED"));
            boolean locked = health.lock().holds(now);
            return new NewContacts(
                    !locked && used.isEmpty(),
                    locked ? health.lock().until() : used.flatMap(Health.Cap::until),
                    locked ? health.lock().type() : used.map(Health.Cap::status),
                    locked
                            ? "WhatsApp does not let this number write to people who it has not written with before."
                            : used.isPresent()
                                    ? "This number has started as many new chats as WhatsApp allows for now."
                                    : "This number can write to new people.",
                    cap.map(Health.Cap::total).orElse(OptionalLong.empty()),
                    cap.map(Health.Cap::used).orElse(OptionalLong.empty()),
                    cap.flatMap(Health.Cap::until));
        }
    }

    /// @param reason a stable code
    /// @param text one sentence
    public record LastDisconnect(Instant at, String reason, String text) {}

    static SessionHealth of(Session session, Health health, Instant now) {
        return new SessionHealth(
                session.id(),
                session.status(),
                health.receivedAt(),
                health.sentAt(),
                health.phoneSeenAt(),
                health.phoneSeenAt().map(seen -> seen.plus(SILENCE)),
                NewContacts.of(health, now),
                health.disconnect().map(last -> new LastDisconnect(last.at(), last.code(), last.words())),
                health.setAside());
    }
}
