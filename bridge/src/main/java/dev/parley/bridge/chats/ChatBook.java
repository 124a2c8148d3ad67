package dev.parley.bridge.chats;

import dev.parley.bridge.events.Channels;
import dev.parley.bridge.events.EventLog;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Keeps one chat a person, under whichever names WhatsApp uses. All of it happens inside the caller's
/// transaction and locks the chats it touches until that ends.
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class ChatBook {
    /// The chat list shows the beginning of the last message.
    static final int PREVIEW_LENGTH = 500;

    private final ChatTable chats;
    private final ContactTable contacts;
    private final MessageMover messages;
    private final EventLog events;

    ChatBook(ChatTable chats, ContactTable contacts, MessageMover messages, EventLog events) {
        this.chats = chats;
        this.contacts = contacts;
        this.messages = messages;
        this.events = events;
    }

    /// The person's chat, begun when there is none, and with all the names now known.
    public Chat chatWith(String sessionId, Person person) {
        List<Chat> found = lock(sessionId, person);
        if (found.isEmpty()) {
            chats.insert(sessionId, person);
            found = lock(sessionId, person);
        }
        return united(sessionId, found, person);
    }

    /// The person's chat, if there is one.
    public Optional<Chat> existing(String sessionId, Person person) {
        List<Chat> found = lock(sessionId, person);
        return found.isEmpty() ? Optional.empty() : Optional.of(united(sessionId, found, person));
    }

    /// A chat under another number only shares the LID, which has moved on: an account changed its number. Such a
    /// chat keeps its messages and loses the LID.
    private List<Chat> lock(String sessionId, Person person) {
        Optional<String> pn = person.pn().map(Jid::toString);
        Map<Boolean, List<Chat>> found = chats.lock(sessionId, person).stream()
                .collect(Collectors.partitioningBy((Chat chat) ->
                        chat.pn().isEmpty() || pn.isEmpty() || chat.pn().equals(pn)));
        found.getOrDefault(false, List.of()).forEach(stray -> chats.dropLid(stray.key()));
        return found.getOrDefault(true, List.of());
    }

    private Chat united(String sessionId, List<Chat> found, Person person) {
        Chat kept = found.getFirst();
        String former = kept.id();
        int unread = kept.unreadCount();
        for (Chat other : found.subList(1, found.size())) {
            unread += Math.max(0, other.unreadCount() - messages.move(other.key(), kept.key()));
            chats.delete(other.key());
            former = other.id();
        }
        Chat named = knowsAllOf(person, kept) ? kept : chats.name(kept.key(), person);
        if (found.size() > 1) {
            chats.setUnread(kept.key(), unread);
            chats.refreshLastMessage(kept.key(), PREVIEW_LENGTH);
        }
        if (!former.equals(named.id())) {
            events.append(Channels.update(sessionId), sessionId, new ChatMerged(sessionId, named.id(), former, unread));
        }
        return new Chat(named.key(), named.pn(), named.lid(), unread);
    }

    private static boolean knowsAllOf(Person person, Chat chat) {
        return person.pn().map(Jid::toString).or(chat::pn).equals(chat.pn())
                && person.lid().map(Jid::toString).or(chat::lid).equals(chat.lid());
    }

    /// Takes the chat's lock, which whoever changes its messages must hold before it touches them.
    public void lock(long chatKey) {
        chats.lock(chatKey);
    }

    /// Counts a message that is now stored, and shows it in the chat list.
    ///
    /// @param unread the new count
    public void arrived(Chat chat, Instant sentAt, String content, boolean fromMe, int unread) {
        String preview = content.length() > PREVIEW_LENGTH ? content.substring(0, PREVIEW_LENGTH) : content;
        chats.arrived(chat.key(), sentAt, preview, fromMe, unread);
    }

    /// Messages changed their times: finds the last one again.
    public void reordered(long chatKey) {
        chats.refreshLastMessage(chatKey, PREVIEW_LENGTH);
    }

    public void read(Chat chat, int stillUnread) {
        chats.setUnread(chat.key(), stillUnread);
    }

    /// A name that is new or has changed; one that is known already costs nothing.
    public void learnName(String sessionId, Person person, String pushName) {
        person.pn().map(Jid::toString).ifPresent(jid -> contacts.learn(sessionId, jid, pushName));
        person.lid().map(Jid::toString).ifPresent(jid -> contacts.learn(sessionId, jid, pushName));
    }

    /// The name that the person gave themselves.
    public Optional<String> nameOf(String sessionId, Chat chat) {
        return contacts.name(sessionId, chat);
    }

    /// Another phone was linked: nothing of the one before may stay.
    public void forgetAll(String sessionId) {
        chats.deleteAll(sessionId);
    }
}
