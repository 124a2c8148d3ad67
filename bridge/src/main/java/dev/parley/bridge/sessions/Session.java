package dev.parley.bridge.sessions;

import dev.parley.bridge.events.SessionRef;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;

/// A session as it is stored.
///
/// @param phone E.164 with `+`, while linked
/// @param unlinkReason set when this link must be undone: the code of the reason
public record Session(
        String id,
        String userId,
        int slot,
        Optional<String> phone,
        Optional<String> displayName,
        Optional<String> profilePicUrl,
        SessionStatus status,
        Optional<Reason> reason,
        Optional<String> unlinkReason,
        Optional<Instant> lastSeen) {
    public SessionRef ref() {
        return new SessionRef(id, userId);
    }

    /// This account by phone number, while linked.
    public Optional<Jid> self() {
        return phone.map(number -> Jid.pn(number.substring(1)));
    }

    public SessionInfo info() {
        return new SessionInfo(id, userId, slot, phone, displayName, profilePicUrl, status, lastSeen);
    }
}
