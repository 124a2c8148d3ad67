package dev.parley.bridge.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where events are sent, as it is told to callers: without its secret.
///
/// @param events which ones, as the caller wrote it
/// @param sessionId only of this session, or of all
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Webhook(String id, String url, List<String> events, Optional<String> sessionId, Instant createdAt) {
    boolean wants(String channel, String session) {
        return sessionId.map(session::equals).orElse(true)
                && events.stream()
                        .flatMap(text -> EventPattern.parse(text).stream())
                        .anyMatch(pattern -> pattern.matches(channel));
    }
}
