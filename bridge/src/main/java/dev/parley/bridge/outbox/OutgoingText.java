package dev.parley.bridge.outbox;

import java.util.Optional;

/// A text that a caller wants sent.
///
/// @param quotedMessageId the message of the same chat that it answers to
/// @param idempotencyKey the caller's name for this sending: the same again sends nothing more
public record OutgoingText(String text, Optional<String> quotedMessageId, Optional<String> idempotencyKey) {}
