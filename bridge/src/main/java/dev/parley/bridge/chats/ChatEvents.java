package dev.parley.bridge.chats;

import dev.parley.bridge.events.Channels;
import dev.parley.bridge.events.EventLog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Tells the world what changed in chats: `wa:update` with the session, the chat and each change under its name, as
/// it stands in [ChatInfo]. Inside the transaction that makes it true.
@Component
public class ChatEvents {
    private final EventLog events;

    ChatEvents(EventLog events) {
        this.events = events;
    }

    /// @param changes their names and new values, which become JSON
    public void changed(String sessionId, String chatId, Map<String, ?> changes) {
        events.append(Channels.update(sessionId), sessionId, payload(sessionId, chatId, changes));
    }

    /// What is worth telling at this moment only, like typing; needs no transaction.
    public void passing(String sessionId, String chatId, Map<String, ?> changes) {
        events.passing(Channels.update(sessionId), sessionId, payload(sessionId, chatId, changes));
    }

    void merged(ChatMerged merged) {
        events.append(Channels.update(merged.sessionId()), merged.sessionId(), merged);
    }

    private static Map<String, Object> payload(String sessionId, String chatId, Map<String, ?> changes) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("sessionId", sessionId);
        payload.put("chatId", chatId);
        payload.putAll(changes);
        return payload;
    }
}
