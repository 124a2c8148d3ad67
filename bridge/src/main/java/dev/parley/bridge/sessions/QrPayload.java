package dev.parley.bridge.sessions;

import java.time.Instant;

/// The payload of `wa:qr`.
record QrPayload(String sessionId, String qr, String qrDataUrl, Instant expiresAt) {}
