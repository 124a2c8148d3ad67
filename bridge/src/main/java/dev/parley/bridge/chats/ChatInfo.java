package dev.parley.bridge.chats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Optional;

/// A chat as callers see it (contract section 3).
///
/// @param name what the owner calls the person, else what they call themselves, else the number
/// @param phone E.164 with `+`; empty while WhatsApp told only the LID
/// @param profilePicUrl where the person's picture is had, on WhatsApp's servers: good for some days
/// @param markedUnread the owner wants to see it as unread, whatever was read
/// @param mutedUntil seconds since the epoch; left out when it is not muted
/// @param disappearingSeconds after which new messages disappear; left out when they stay
/// @param about what the person says of themselves
@JsonInclude(Include.NON_ABSENT)
public record ChatInfo(
        String id,
        String name,
        String phone,
        Optional<String> profilePicUrl,
        Optional<LastMessage> lastMessage,
        int unreadCount,
        boolean markedUnread,
        boolean isGroup,
        boolean archived,
        boolean pinned,
        Optional<Long> mutedUntil,
        Optional<Long> disappearingSeconds,
        Optional<String> about,
        @JsonInclude(Include.NON_DEFAULT) boolean blocked) {
    /// @param timestamp seconds since the epoch
    public record LastMessage(String content, long timestamp, boolean fromMe) {}
}
