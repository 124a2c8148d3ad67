package dev.parley.bridge.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Optional;

/// The payload of `wa:status`.
@JsonInclude(Include.NON_ABSENT)
record StatusPayload(
        String sessionId,
        SessionStatus status,
        Optional<String> phone,
        Optional<String> displayName,
        Optional<String> reason,
        Optional<String> reasonText) {
    static StatusPayload of(Session session) {
        return new StatusPayload(
                session.id(),
                session.status(),
                session.phone(),
                session.displayName(),
                session.reason().map(Reason::code),
                session.reason().map(Reason::words));
    }
}
