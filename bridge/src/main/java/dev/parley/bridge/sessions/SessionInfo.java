package dev.parley.bridge.sessions;

import java.time.Instant;
import java.util.Optional;

/// A session as callers see it (contract section 3); what is empty is `null` in JSON.
public record SessionInfo(
        String id,
        String userId,
        int slot,
        Optional<String> phone,
        Optional<String> displayName,
        Optional<String> profilePicUrl,
        SessionStatus status,
        Optional<Instant> lastSeen) {}
