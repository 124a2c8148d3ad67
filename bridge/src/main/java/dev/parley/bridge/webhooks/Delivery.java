package dev.parley.bridge.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One event on its way to one webhook.
///
/// @param attempts that failed
/// @param waited since it was queued
/// @param inLine whether the later ones of its session wait for it
/// @param data the event's JSON object; empty when it was deleted since
record Delivery(
        long id,
        String webhookId,
        long event,
        String sessionId,
        String channel,
        Instant happenedAt,
        int attempts,
        Duration waited,
        boolean inLine,
        Optional<String> data) {}
