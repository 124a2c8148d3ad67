package dev.parley.bridge.messages;

import dev.parley.bridge.chats.Chat;
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

    MessageEvents(EventLog events) {
        this.events = events;
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

    /// @param changes their names, as in [MessageInfo], and new values
    void changed(String sessionId, Chat chat, String messageId, Map<String, ?> changes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("sessionId", sessionId);
        all.put("chatId", chat.id());
        all.put("messageId", messageId);
        all.putAll(changes);
        events.append(Channels.update(sessionId), sessionId, all);
    }

    public void read(String sessionId, Chat chat, int stillUnread) {
        events.append(Channels.update(sessionId), sessionId, new UnreadPayload(sessionId, chat.id(), stillUnread));
    }

    private void update(
            String sessionId,
            String chatId,
            String messageId,
            MessageStatus status,
            Optional<Long> timestamp) {
        events.append(
                Channels.update(sessionId),
                sessionId,
                new StatusPayload(
                        sessionId, chatId, messageId, status, timestamp, Optional.empty(), Optional.empty()));
    }
}
