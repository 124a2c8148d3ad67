package dev.parley.bridge.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import java.time.Instant;
import java.util.Optional;

/// The payload of `wa:status`.
@JsonInclude(Include.NON_ABSENT)
record StatusPayload(
        String sessionId,
        SessionStatus status,
        Optional<String> phone,
        Optional<String> displayName,
        Optional<String> reason,
        Optional<String> reasonText,
        Optional<String> pairingCode,
        Optional<Instant> pairingCodeExpiresAt,
        Optional<PasskeyView> passkey,
        Optional<SessionHealth.NewContacts> newContacts) {
    static StatusPayload of(Session session, Linking linking) {
        return new StatusPayload(
                session.id(),
                session.status(),
                session.phone(),
                session.displayName(),
                session.reason().map(Reason::code),
                session.reason().map(Reason::words),
                linking.code().map(PairingCode::code),
                linking.code().map(PairingCode::expiresAt),
                linking.passkey(),
                Optional.empty());
    }

    /// WhatsApp changed whom the account may write to.
    StatusPayload with(SessionHealth.NewContacts restriction) {
        return new StatusPayload(
                sessionId,
                status,
                phone,
                displayName,
                reason,
                reasonText,
                pairingCode,
                pairingCodeExpiresAt,
                passkey,
                Optional.of(restriction));
    }

    /// The session is no more.
    static StatusPayload removed(String sessionId) {
        return new StatusPayload(
                sessionId,
                SessionStatus.DISCONNECTED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Reason.REMOVED.code()),
                Optional.of(Reason.REMOVED.words()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
