package dev.parley.bridge.webhooks;

import java.time.Instant;

/// An event that was given up; it can be sent again.
///
/// @param id of the delivery
/// @param eventId as it stands in the body
/// @param error why the last attempt failed
public record FailedDelivery(
        String id,
        String eventId,
        String channel,
        String sessionId,
        Instant happenedAt,
        Instant failedAt,
        int attempts,
        String error) {}
