package dev.parley.bridge.messages;

import dev.parley.bridge.chats.Chat;
import dev.parley.whatsapp.client.content.MediaFile;
import java.time.Instant;
import java.util.Optional;

/// A message that is to be stored, if it is not.
///
/// @param reference where WhatsApp has its file
/// @param status only of messages from this account
/// @param placeholder stands for a message that cannot be read yet
/// @param editedAt when its author last changed it
/// @param deletedAt when its author deleted it
public record NewMessage(
        Chat chat,
        String id,
        boolean fromMe,
        Instant sentAt,
        MessageContent content,
        Optional<MediaFile> reference,
        Optional<MessageStatus> status,
        boolean placeholder,
        boolean starred,
        Optional<Instant> editedAt,
        Optional<Instant> deletedAt) {
    /// One that came just now.
    public static NewMessage arrived(
            Chat chat,
            String id,
            boolean fromMe,
            Instant sentAt,
            MessageContent content,
            Optional<MediaFile> reference) {
        return new NewMessage(
                chat,
                id,
                fromMe,
                sentAt,
                content,
                reference,
                fromMe ? Optional.of(MessageStatus.SENT) : Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /// One that cannot be read yet.
    public static NewMessage placeholder(Chat chat, String id, boolean fromMe, Instant sentAt, String words) {
        return new NewMessage(
                chat,
                id,
                fromMe,
                sentAt,
                new MessageContent(MessageType.OTHER, words, Optional.empty()),
                Optional.empty(),
                fromMe ? Optional.of(MessageStatus.SENT) : Optional.empty(),
                true,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /// A line that WhatsApp shows in place of a message, like a missed call.
    public static NewMessage remark(Chat chat, String id, boolean fromMe, Instant sentAt, String words) {
        MessageContent content = new MessageContent(MessageType.OTHER, words, Optional.empty());
        return arrived(chat, id, fromMe, sentAt, content, Optional.empty());
    }

    /// What is left of one that its author deleted.
    public static NewMessage deleted(Chat chat, String id, boolean fromMe, Instant sentAt, Instant deletedAt) {
        return new NewMessage(
                chat,
                id,
                fromMe,
                sentAt,
                MessageContent.DELETED,
                Optional.empty(),
                fromMe ? Optional.of(MessageStatus.SENT) : Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.of(deletedAt));
    }

    /// From the phone's memory.
    public NewMessage remembered(Optional<MessageStatus> knownStatus, boolean isStarred) {
        return new NewMessage(
                chat, id, fromMe, sentAt, content, reference, knownStatus, placeholder, isStarred, editedAt, deletedAt);
    }

    NewMessage edited(String text, Instant at) {
        return new NewMessage(
                chat,
                id,
                fromMe,
                sentAt,
                content.withText(text),
                reference,
                status,
                placeholder,
                starred,
                Optional.of(at),
                deletedAt);
    }

    MessageRef ref() {
        return new MessageRef(chat.key(), id, fromMe);
    }
}
