package dev.parley.bridge.messages;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// The messages of a chat, as a caller reads them. Thread-safe.
@Service
public class MessagePages {
    private final MessageTable table;

    MessagePages(MessageTable table) {
        this.table = table;
    }

    /// Oldest first: the latest, or those before a message.
    ///
    /// @throws Problem.NotFound when the chat has no message `before`
    public List<MessageInfo> page(String sessionId, Chat chat, Optional<String> before, int limit) {
        Optional<MessageTable.Place> place = before.map(
                id -> table.place(chat.key(), id).orElseThrow(() -> new Problem.NotFound("Message not found")));
        return table.page(chat.key(), place, limit).reversed().stream()
                .map(message -> message.info(sessionId, chat.id(), chat.name()))
                .toList();
    }

    public Optional<StoredMessage> find(Chat chat, String id) {
        return table.find(chat.key(), id);
    }

    /// The newest message of a chat, from either side.
    public Optional<StoredMessage> newest(Chat chat) {
        return table.newest(chat.key());
    }

    /// The oldest one that is stored.
    public Optional<StoredMessage> oldest(Chat chat) {
        return table.oldest(chat.key());
    }

    /// The ids of the incoming messages that are unread.
    ///
    /// @param upTo only those up to this message
    /// @throws Problem.NotFound when the chat has no such message
    public List<String> unreadIds(Chat chat, Optional<String> upTo) {
        Optional<MessageTable.Place> place = upTo.map(
                id -> table.place(chat.key(), id).orElseThrow(() -> new Problem.NotFound("Message not found")));
        return chat.unreadCount() == 0 ? List.of() : table.unreadIds(chat.key(), chat.unreadCount(), place);
    }

    /// Whether a message is stored, and not only its placeholder, by what makes it unique.
    ///
    /// @param chatJid one of the chat's names
    public boolean known(String sessionId, String chatJid, String id, boolean fromMe) {
        return table.exists(sessionId, chatJid, id, fromMe);
    }
}
