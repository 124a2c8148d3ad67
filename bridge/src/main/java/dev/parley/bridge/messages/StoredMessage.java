package dev.parley.bridge.messages;

import java.time.Instant;
import java.util.Optional;

/// A message as it is stored.
///
/// @param seq the row's key and the order of arrival
/// @param sentAt to the second
public record StoredMessage(
        long seq,
        String id,
        boolean fromMe,
        Instant sentAt,
        MessageContent content,
        Optional<MessageStatus> status,
        Optional<String> failure) {
    /// @param chatId the chat's name outside
    /// @param personName the name of the person on the other side, if known
    public MessageInfo info(String chatId, Optional<String> personName) {
        return new MessageInfo(
                id,
                chatId,
                content.text(),
                sentAt.getEpochSecond(),
                fromMe,
                fromMe ? Optional.empty() : personName,
                content.type(),
                content.quote(),
                status,
                failure);
    }
}
