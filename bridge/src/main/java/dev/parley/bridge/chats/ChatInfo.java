package dev.parley.bridge.chats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Optional;

/// A chat as callers see it (contract section 3).
///
/// @param name the person's own, else the number
/// @param phone E.164 with `+`; empty while WhatsApp told only the LID
@JsonInclude(Include.NON_ABSENT)
public record ChatInfo(
        String id, String name, String phone, Optional<LastMessage> lastMessage, int unreadCount, boolean isGroup) {
    /// @param timestamp seconds since the epoch
    public record LastMessage(String content, long timestamp, boolean fromMe) {}
}
