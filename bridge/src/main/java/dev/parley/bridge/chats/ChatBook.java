package dev.parley.bridge.chats;

import dev.parley.bridge.chats.ChatTable.Arrived;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
    private final MessageMover messages;
    private final ChatEvents events;

    ChatBook(ChatTable chats, MessageMover messages, ChatEvents events) {
        this.chats = chats;
        this.messages = messages;
        this.events = events;
    }

    /// The person's chat, begun when there is none, and with all the names now known. One that is begun is
    /// not shown in the chat list until a message arrives.
    public Chat chatWith(String sessionId, Person person) {
        List<Chat> found = lock(sessionId, person);
        if (found.isEmpty()) {
            chats.insertAll(sessionId, List.of(person));
            found = lock(sessionId, person);
        }
        return united(sessionId, found, person);
    }

    /// As [#chatWith(String, Person)], for many people in few statements.
    ///
    /// @return the chat of each of these people
    public Function<Person, Chat> chatsWith(String sessionId, Collection<Person> people) {
        List<Chat> found = chats.lockAll(sessionId, people);
        List<Person> strangers = people.stream()
                .filter(person -> found.stream().noneMatch(chat -> isOf(person, chat)))
                .toList();
        if (!strangers.isEmpty()) {
            chats.insertAll(sessionId, strangers);
        }
        List<Chat> all = strangers.isEmpty() ? found : chats.lockAll(sessionId, people);
        List<Person> unclear =
                people.stream().filter(person -> clear(person, all).isEmpty()).toList();
        unclear.forEach(person -> chatWith(sessionId, person));
        List<Chat> settled = unclear.isEmpty() ? all : chats.lockAll(sessionId, people);
        Map<Person, Chat> byPerson = new HashMap<>();
        // Two of these people may be one whose chats became one just now.
        people.forEach(person ->
                byPerson.put(person, clear(person, settled).orElseGet(() -> chatWith(sessionId, person))));
        return person -> Objects.requireNonNull(byPerson.get(person), "somebody else");
    }

    /// The one chat of a person that needs nothing more.
    private static Optional<Chat> clear(Person person, List<Chat> chats) {
        List<Chat> found = chats.stream().filter(chat -> isOf(person, chat)).toList();
        return found.size() == 1 && knowsAllOf(person, found.getFirst())
                ? Optional.of(found.getFirst())
                : Optional.empty();
    }

    private static boolean isOf(Person person, Chat chat) {
        return person.pn()
                        .map(Jid::toString)
                        .filter(pn -> chat.pn().equals(Optional.of(pn)))
                        .isPresent()
                || person.lid()
                        .map(Jid::toString)
                        .filter(lid -> chat.lid().equals(Optional.of(lid)))
                        .isPresent();
    }

    /// The person's chat, if there is one.
    public Optional<Chat> existing(String sessionId, Person person) {
        List<Chat> found = lock(sessionId, person);
        return found.isEmpty() ? Optional.empty() : Optional.of(united(sessionId, found, person));
    }

    /// A chat under another number only shares the LID, which has moved on: an account changed its number.
    /// Such a chat keeps its messages and loses the LID.
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
        boolean marked = kept.markedUnread();
        for (Chat other : found.subList(1, found.size())) {
            unread += Math.max(0, other.unreadCount() - messages.move(other.key(), kept.key()));
            marked |= other.markedUnread();
            chats.inherit(kept.key(), other.key());
            chats.delete(other.key());
            former = other.id();
        }
        if (found.size() > 1) {
            chats.setUnread(kept.key(), unread, marked);
            chats.refreshLastMessage(kept.key(), PREVIEW_LENGTH);
        }
        Chat named = found.size() == 1 && knowsAllOf(person, kept) ? kept : chats.name(kept.key(), person);
        if (!former.equals(named.id())) {
            events.merged(new ChatMerged(sessionId, named.id(), former, unread));
        }
        return named;
    }

    private static boolean knowsAllOf(Person person, Chat chat) {
        return person.pn().map(Jid::toString).or(chat::pn).equals(chat.pn())
                && person.lid().map(Jid::toString).or(chat::lid).equals(chat.lid());
    }

    /// Takes the chat's lock, which whoever changes its messages must hold before it touches them.
    public void lock(long chatKey) {
        chats.lock(chatKey);
    }

    /// Shows a message in the chat list that is now stored.
    ///
    /// @param unread the new count
    public void arrived(Chat chat, Instant sentAt, String content, boolean fromMe, int unread) {
        arrived(List.of(new Arrival(chat, sentAt, content, fromMe, Optional.of(unread), fromMe, false)));
    }

    /// What new messages do to their chat.
    ///
    /// @param sentAt of the last one, as its content and whose it is
    /// @param unread the new count; empty: it stays
    /// @param answered whether the owner has written, and so has seen the chat
    /// @param unarchived whether the chat comes out of the archive
    public record Arrival(
            Chat chat,
            Instant sentAt,
            String content,
            boolean fromMe,
            Optional<Integer> unread,
            boolean answered,
            boolean unarchived) {}

    /// Shows messages in the chat list that are now stored, in one statement.
    public void arrived(List<Arrival> arrivals) {
        if (arrivals.isEmpty()) {
            return;
        }
        chats.arrived(arrivals.stream()
                .map(arrival -> new Arrived(
                        arrival.chat().key(),
                        arrival.unread(),
                        arrival.answered(),
                        arrival.unarchived(),
                        arrival.sentAt(),
                        preview(arrival.content()),
                        arrival.fromMe()))
                .toList());
    }

    private static String preview(String content) {
        if (content.length() <= PREVIEW_LENGTH) {
            return content;
        }
        boolean splitsPair = Character.isHighSurrogate(content.charAt(PREVIEW_LENGTH - 1));
        return content.substring(0, splitsPair ? PREVIEW_LENGTH - 1 : PREVIEW_LENGTH);
    }

    /// What the phone remembers of a chat; what was learned live is newer.
    public void remembered(Chat chat, HistoryChat history) {
        chats.remembered(chat.key(), history);
    }

    /// Messages changed their times, or are gone: finds the last one again.
    public void reordered(long chatKey) {
        chats.refreshLastMessage(chatKey, PREVIEW_LENGTH);
    }

    /// The owner has seen the chat.
    ///
    /// @return whether that is news
    public boolean read(String sessionId, Chat chat, int stillUnread) {
        boolean news = stillUnread != chat.unreadCount() || chat.markedUnread();
        chats.setUnread(chat.key(), stillUnread, false);
        if (news) {
            events.changed(sessionId, chat.id(), Map.of("unreadCount", stillUnread, "markedUnread", false));
        }
        return news;
    }

    /// Whether a new message takes its chat out of the archive.
    public boolean unarchives(String sessionId) {
        return chats.unarchives(sessionId);
    }

    /// The chat is gone with all that is in it.
    public void delete(String sessionId, Chat chat) {
        chats.delete(chat.key());
        events.changed(sessionId, chat.id(), Map.of("removed", true));
    }

    /// Another phone was linked: nothing of the one before may stay.
    public void forgetAll(String sessionId) {
        chats.deleteAll(sessionId);
    }
}
