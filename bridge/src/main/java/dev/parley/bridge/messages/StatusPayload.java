package dev.parley.bridge.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Optional;

/// The payload of `wa:update` when a message got further, or failed.
///
/// @param timestamp the message's time in seconds, when that changed too
/// @param failure why, when it failed, in words
/// @param failureCode the same for programs
@JsonInclude(Include.NON_ABSENT)
record StatusPayload(
        String sessionId,
        String chatId,
        String messageId,
        MessageStatus status,
        Optional<Long> timestamp,
        Optional<String> failure,
        Optional<String> failureCode) {}
