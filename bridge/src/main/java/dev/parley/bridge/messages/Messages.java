package dev.parley.bridge.messages;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.MessageFiles.NewFile;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.content.MediaFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The messages of the chats.
@Service
public class Messages {
    private final MessageTable table;
    private final MessageFiles files;
    private final ChatBook chats;
    private final MessageEvents events;

    Messages(MessageTable table, MessageFiles files, ChatBook chats, MessageEvents events) {
        this.table = table;
        this.files = files;
        this.chats = chats;
        this.events = events;
    }

    /// Stores a message that WhatsApp brought, once however often it comes.
    ///
    /// @param reference where WhatsApp has its file
    @Transactional(propagation = Propagation.MANDATORY)
    public void arrived(
            SessionRef session,
            Chat chat,
            String id,
            boolean fromMe,
            Instant sentAt,
            MessageContent content,
            Optional<MediaFile> reference) {
        Optional<MessageStatus> status = fromMe ? Optional.of(MessageStatus.SENT) : Optional.empty();
        Optional<Long> seq = table.insert(session.id(), chat.key(), id, fromMe, sentAt, content, status);
        if (seq.isEmpty()) {
            return;
        }
        content.file()
                .ifPresent(file -> files.insert(
                        session.id(), List.of(new NewFile(seq.get(), id, file, reference, Optional.empty()))));
        // Whoever answers on the phone has seen the chat.
        int unread = fromMe ? 0 : chat.unreadCount() + 1;
        chats.arrived(chat, sentAt, content.text(), fromMe, unread);
        StoredMessage message = new StoredMessage(seq.get(), id, fromMe, sentAt, content, status);
        events.stored(session, chat, message.info(session.id(), chat.id(), chats.nameOf(session.id(), chat)), unread);
    }

    /// Whether a message is stored, by what makes it unique.
    ///
    /// @param chatJid one of the chat's names
    public boolean known(String sessionId, String chatJid, String id, boolean fromMe) {
        return table.exists(sessionId, chatJid, id, fromMe);
    }

    /// One side reacts to a message.
    ///
    /// @param ofMine whether the message is from this account
    /// @param fromMe whether this account reacts
    /// @param emoji empty: taken back
    @Transactional(propagation = Propagation.MANDATORY)
    public void reacted(
            String sessionId, Chat chat, String id, boolean ofMine, boolean fromMe, String emoji, Instant at) {
        if (table.react(chat.key(), id, ofMine, fromMe, emoji, at)) {
            events.changed(
                    sessionId,
                    chat,
                    id,
                    Map.of("reaction", new MessageInfo.Reaction(emoji, fromMe, at.getEpochSecond())));
        }
    }

    /// The author changed a message; of several changes the latest counts.
    @Transactional(propagation = Propagation.MANDATORY)
    public void edited(String sessionId, Chat chat, String id, boolean fromMe, MessageContent content, Instant at) {
        if (table.edit(chat.key(), id, fromMe, content.text(), at)) {
            chats.reordered(chat.key());
            events.changed(
                    sessionId, chat, id, Map.of("content", content.text(), "editedAt", at.getEpochSecond()));
        }
    }

    /// The author deleted a message for everyone. Its place in the thread stays, empty.
    @Transactional(propagation = Propagation.MANDATORY)
    public void deleted(String sessionId, Chat chat, String id, boolean fromMe, Instant at) {
        if (table.delete(chat.key(), id, fromMe, at)) {
            chats.reordered(chat.key());
            events.changed(
                    sessionId, chat, id, Map.of("content", "[Deleted]", "deletedAt", at.getEpochSecond()));
        }
    }

    /// Somebody's device told how far messages of ours got.
    @Transactional(propagation = Propagation.MANDATORY)
    public void advanced(String sessionId, Chat chat, List<String> ids, MessageStatus status) {
        table.advance(chat.key(), ids, status).forEach(id -> events.advanced(sessionId, chat, id, status));
    }

    /// The owner read these on another device, and all before them.
    @Transactional(propagation = Propagation.MANDATORY)
    public void readElsewhere(String sessionId, Chat chat, List<String> ids) {
        table.countAfter(chat.key(), ids)
                .map(after -> Math.min(after, chat.unreadCount()))
                .filter(unread -> unread != chat.unreadCount())
                .ifPresent(unread -> {
                    chats.read(chat, unread);
                    events.read(sessionId, chat, unread);
                });
    }

    /// Oldest first: the latest, or those before a message.
    ///
    /// @param personName the other side's
    /// @throws Problem.NotFound when the chat has no message `before`
    public List<MessageInfo> page(
            String sessionId, Chat chat, Optional<String> personName, Optional<String> before, int limit) {
        Optional<MessageTable.Place> place = before.map(
                id -> table.place(chat.key(), id).orElseThrow(() -> new Problem.NotFound("Message not found")));
        return table.page(chat.key(), place, limit).reversed().stream()
                .map(message -> message.info(sessionId, chat.id(), personName))
                .toList();
    }

    public Optional<StoredMessage> find(Chat chat, String id) {
        return table.find(chat.key(), id);
    }
}
