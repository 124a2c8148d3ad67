package dev.parley.bridge.messages;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatEvents;
import dev.parley.bridge.events.Channels;
import dev.parley.bridge.events.EventLog;
import dev.parley.bridge.events.SessionRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Tells the world about messages, inside the transaction that stores them.
@Component
public class MessageEvents {
    private final EventLog events;
    private final ChatEvents chats;

    MessageEvents(EventLog events, ChatEvents chats) {
        this.events = events;
        this.chats = chats;
    }

    /// A new message, from anybody.
    public void stored(SessionRef session, Chat chat, MessageInfo message, int unread) {
        events.append(
                Channels.message(session.id()),
                session.id(),
                new MessagePayload(session.id(), chat.id(), message, unread));
        events.append(
                Channels.userMessage(session.userId()), session.id(), new UserMessagePayload(session.id(), message));
    }

    public void advanced(String sessionId, Chat chat, String messageId, MessageStatus status) {
        update(sessionId, chat.id(), messageId, status, Optional.empty());
    }

    public void sent(String sessionId, String chatId, String messageId, MessageStatus status, Instant sentAt) {
        update(sessionId, chatId, messageId, status, Optional.of(sentAt.getEpochSecond()));
    }

    /// @param code stable, for programs
    public void failed(String sessionId, String chatId, String messageId, String code, String words) {
        events.append(
                Channels.update(sessionId),
                sessionId,
                new StatusPayload(
                        sessionId,
                        chatId,
                        messageId,
                        MessageStatus.FAILED,
                        Optional.empty(),
                        Optional.of(words),
                        Optional.of(code)));
    }

    /// What the phone remembered is stored; whoever shows the chat reads it again.
    void remembered(String sessionId, Chat chat, int messages) {
        chats.changed(sessionId, chat.id(), Map.of("messagesAdded", messages));
    }

    /// The owner emptied the chat up to a time.
    void cleared(String sessionId, Chat chat, Instant until) {
        chats.changed(sessionId, chat.id(), Map.of("clearedUntil", until.getEpochSecond()));
    }

    void edited(String sessionId, Chat chat, String messageId, String content, Instant at) {
        changed(sessionId, chat, messageId, Map.of("content", content, "editedAt", at.getEpochSecond()));
    }

    void deleted(String sessionId, Chat chat, String messageId, Instant at) {
        changed(
                sessionId,
                chat,
                messageId,
                Map.of("content", MessageContent.DELETED.text(), "deletedAt", at.getEpochSecond()));
    }

    /// @param emoji empty: taken back
    void reacted(String sessionId, Chat chat, String messageId, String emoji, boolean fromMe, Instant at) {
        changed(
                sessionId,
                chat,
                messageId,
                Map.of("reaction", new MessageInfo.Reaction(emoji, fromMe, at.getEpochSecond())));
    }

    /// @param changes their names, as in [MessageInfo], and new values
    void changed(String sessionId, Chat chat, String messageId, Map<String, ?> changes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("messageId", messageId);
        all.putAll(changes);
        chats.changed(sessionId, chat.id(), all);
    }

    private void update(
            String sessionId, String chatId, String messageId, MessageStatus status, Optional<Long> timestamp) {
        events.append(
                Channels.update(sessionId),
                sessionId,
                new StatusPayload(sessionId, chatId, messageId, status, timestamp, Optional.empty(), Optional.empty()));
    }
}
