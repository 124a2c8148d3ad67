package dev.parley.whatsapp.client.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The newest messages of a chat that whoever acted on it knew: the action is not meant for later ones.
///
/// @param lastMessage when the newest message was sent, to the second; empty if the device did not say
/// @param lastSystemMessage when the newest notice of the app's own was
/// @param messages the newest ones, often just one, or none
public record MessageRange(
        Optional<Instant> lastMessage, Optional<Instant> lastSystemMessage, List<RangeMessage> messages) {
    /// Says nothing: the action is meant for all there is.
    public static final MessageRange ALL = new MessageRange(Optional.empty(), Optional.empty(), List.of());

    public MessageRange {
        messages = List.copyOf(messages);
    }

    /// Up to and with one message.
    ///
    /// @param fromMe whether the account sent it
    public static MessageRange upTo(MessageKey key, boolean fromMe, Instant sentAt) {
        return new MessageRange(Optional.of(sentAt), Optional.empty(), List.of(new RangeMessage(key, fromMe, sentAt)));
    }

    /// @param fromMe whether the account sent it
    /// @param sentAt to the second
    public record RangeMessage(MessageKey key, boolean fromMe, Instant sentAt) {}
}
