package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;
import java.time.Instant;
import java.util.Map;

/// A message as a phone shows it now: what was edited shows the new content.
///
/// @param chat the phone number of the other side
/// @param sender the phone number of its author
/// @param senderDevice 0 when a phone sent it
/// @param text empty when the message holds no text
/// @param timestamp the server's
/// @param fromMe whether the phone itself or a companion of it sent it
/// @param content all of it, without the wrappers that disappearing and device-sent messages have; empty once deleted
/// @param reactions emoji by the phone number of whoever reacts
/// @param deleted by its author, for everyone
public record PhoneMessage(
        String id,
        String chat,
        String sender,
        int senderDevice,
        String text,
        Instant timestamp,
        boolean fromMe,
        Message content,
        Map<String, String> reactions,
        boolean edited,
        boolean deleted) {
    public PhoneMessage {
        reactions = Map.copyOf(reactions);
    }

    /// As it arrives.
    static PhoneMessage of(
            String id,
            String chat,
            String sender,
            int senderDevice,
            Instant timestamp,
            boolean fromMe,
            Message content) {
        return new PhoneMessage(
                id,
                chat,
                sender,
                senderDevice,
                MessageText.of(content),
                timestamp,
                fromMe,
                content,
                Map.of(),
                false,
                false);
    }

    /// The message that this one answers to; empty when there is none.
    public String quotedMessageId() {
        return MessageText.context(content).getStanzaId();
    }

    PhoneMessage edited(Message latest) {
        return new PhoneMessage(
                id,
                chat,
                sender,
                senderDevice,
                MessageText.of(latest),
                timestamp,
                fromMe,
                latest,
                reactions,
                true,
                deleted);
    }

    PhoneMessage withoutContent() {
        return new PhoneMessage(
                id,
                chat,
                sender,
                senderDevice,
                "",
                timestamp,
                fromMe,
                Message.getDefaultInstance(),
                Map.of(),
                edited,
                true);
    }

    PhoneMessage with(Map<String, String> latest) {
        return new PhoneMessage(
                id, chat, sender, senderDevice, text, timestamp, fromMe, content, latest, edited, deleted);
    }
}
