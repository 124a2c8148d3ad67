package dev.parley.bridge.messages;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.chats.ChatBook.Arrival;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.AmendmentTable.Amendment;
import dev.parley.bridge.messages.AmendmentTable.Edit;
import dev.parley.bridge.messages.MessageFiles.NewFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// What happens to messages: they come, are changed, deleted, received and read. Each method is part of the caller's
/// transaction, which holds the chat's lock; saying the same twice changes nothing.
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Messages {
    private final MessageTable table;
    private final MessageFiles files;
    private final AmendmentTable amendments;
    private final AddOnTable addOns;
    private final ChatBook chats;
    private final MessageEvents events;

    Messages(
            MessageTable table,
            MessageFiles files,
            AmendmentTable amendments,
            AddOnTable addOns,
            ChatBook chats,
            MessageEvents events) {
        this.table = table;
        this.files = files;
        this.amendments = amendments;
        this.addOns = addOns;
        this.chats = chats;
        this.events = events;
    }

    /// A message that is stored now.
    private record Stored(NewMessage message, long seq, boolean replaced) {
        StoredMessage asStored() {
            return new StoredMessage(
                    seq,
                    message.id(),
                    message.fromMe(),
                    message.sentAt(),
                    message.content(),
                    message.status(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    message.editedAt(),
                    message.deletedAt());
        }
    }

    /// Stores messages that WhatsApp brought, each once however often it comes, and tells of them. Incoming
    /// ones are counted as unread until the owner writes.
    public void arrived(SessionRef session, List<NewMessage> arrived) {
        Map<Long, List<Stored>> byChat = store(session.id(), arrived).stream()
                .collect(Collectors.groupingBy(
                        stored -> stored.message().chat().key(), LinkedHashMap::new, Collectors.toList()));
        boolean unarchives = byChat.values().stream()
                        .anyMatch(stored -> stored.getFirst().message().chat().archived())
                && chats.unarchives(session.id());
        chats.arrived(byChat.values().stream()
                .map(stored -> arrived(session, stored, unarchives))
                .toList());
    }

    private Arrival arrived(SessionRef session, List<Stored> ofChat, boolean unarchives) {
        Chat chat = ofChat.getFirst().message().chat();
        NewMessage last = ofChat.getFirst().message();
        int unread = chat.unreadCount();
        boolean answered = false;
        for (Stored stored : ofChat) {
            NewMessage message = stored.message();
            // Whoever answers on the phone has seen the chat.
            unread = message.fromMe() ? 0 : stored.replaced() ? unread : unread + 1;
            answered |= message.fromMe();
            last = message.sentAt().isBefore(last.sentAt()) ? last : message;
            events.stored(session, chat, stored.asStored().info(session.id(), chat.id(), chat.name()), unread);
        }
        return new Arrival(
                chat,
                last.sentAt(),
                last.content().text(),
                last.fromMe(),
                Optional.of(unread),
                answered,
                unarchives && chat.archived());
    }

    /// Stores what stands in a chat and is no message to be read, like a missed call, and tells of it.
    public void noted(SessionRef session, NewMessage note) {
        for (Stored stored : store(session.id(), List.of(note))) {
            Chat chat = note.chat();
            chats.arrived(List.of(remembered(chat, List.of(stored))));
            events.stored(
                    session, chat, stored.asStored().info(session.id(), chat.id(), chat.name()), chat.unreadCount());
        }
    }

    /// Stores what the phone remembers, unless it is known here already. Nobody is told of each, and nothing
    /// is counted as unread.
    ///
    /// @return how many were new
    public int remembered(String sessionId, List<NewMessage> remembered) {
        List<Stored> all = store(sessionId, remembered);
        Map<Chat, List<Stored>> byChat = all.stream()
                .collect(Collectors.groupingBy(
                        stored -> stored.message().chat(), LinkedHashMap::new, Collectors.toList()));
        chats.arrived(byChat.entrySet().stream()
                .map(entry -> remembered(entry.getKey(), entry.getValue()))
                .toList());
        byChat.forEach((chat, stored) -> events.remembered(sessionId, chat, stored.size()));
        return all.size();
    }

    private static Arrival remembered(Chat chat, List<Stored> stored) {
        NewMessage last = stored.stream()
                .map(Stored::message)
                .reduce((one, other) -> other.sentAt().isBefore(one.sentAt()) ? one : other)
                .orElseThrow();
        return new Arrival(chat, last.sentAt(), last.content().text(), last.fromMe(), Optional.empty(), false, false);
    }

    private List<Stored> store(String sessionId, List<NewMessage> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        // Of the same message twice the first counts, unless that only holds its place.
        Map<MessageRef, NewMessage> distinct = new LinkedHashMap<>();
        messages.forEach(
                message -> distinct.merge(message.ref(), message, (one, other) -> one.placeholder() ? other : one));
        Map<MessageRef, Amendment> amended = amendments.of(List.copyOf(distinct.keySet()));
        List<NewMessage> wanted = distinct.values().stream()
                .map(message -> amended(message, Optional.ofNullable(amended.get(message.ref()))))
                .flatMap(Optional::stream)
                .toList();
        Map<MessageRef, MessageTable.Inserted> inserted = table.insertAll(sessionId, wanted);
        List<Stored> stored = new ArrayList<>();
        for (NewMessage message : wanted) {
            Optional.ofNullable(inserted.get(message.ref()))
                    .ifPresent(row -> stored.add(new Stored(message, row.seq(), row.replaced())));
        }
        files.insert(
                sessionId, stored.stream().flatMap(each -> file(each).stream()).toList());
        return stored;
    }

    private static Optional<NewMessage> amended(NewMessage message, Optional<Amendment> amendment) {
        if (amendment.map(Amendment::removed).orElse(false)) {
            return Optional.empty();
        }
        return amendment
                .flatMap(Amendment::edit)
                .filter(_ -> message.deletedAt().isEmpty() && !message.placeholder())
                .map(edit -> message.edited(edit.content(), edit.at()))
                .or(() -> Optional.of(message));
    }

    private static Optional<NewFile> file(Stored stored) {
        NewMessage message = stored.message();
        return message.content()
                .file()
                .map(file -> new NewFile(stored.seq(), message.id(), file, message.reference(), Optional.empty()));
    }

    /// The author changed a message; of several changes the latest counts. A message that is not here yet,
    /// or cannot be read yet, will come changed.
    ///
    /// @param content the new one; the file and the quote stay as they are
    public void edited(String sessionId, Chat chat, String id, boolean fromMe, MessageContent content, Instant at) {
        MessageRef message = new MessageRef(chat.key(), id, fromMe);
        Optional<Long> changed = table.edit(message, content.text(), at);
        if (changed.isPresent()) {
            files.caption(
                    changed.get(),
                    content.type() == MessageType.TEXT
                            ? Optional.of(content.text())
                            : content.file().flatMap(MessageFile::caption));
            chats.reordered(chat.key());
            events.edited(sessionId, chat, id, content.text(), at);
        } else {
            amendments.edit(message, new Edit(content.text(), at));
        }
    }

    /// The author deleted a message for everyone; also before it came. Its place in the thread stays, empty.
    public void deleted(String sessionId, Chat chat, String id, boolean fromMe, Instant at) {
        MessageRef message = new MessageRef(chat.key(), id, fromMe);
        Optional<Long> emptied = table.delete(message, at);
        emptied.ifPresent(files::remove);
        boolean news = emptied.isPresent()
                || !store(sessionId, List.of(NewMessage.deleted(chat, id, fromMe, at, at)))
                        .isEmpty();
        if (news) {
            addOns.forget(message);
            chats.reordered(chat.key());
            events.deleted(sessionId, chat, id, at);
        }
    }

    /// The owner deleted a message on their own devices. It does not come back.
    public void removed(String sessionId, Chat chat, String id, boolean fromMe) {
        MessageRef message = new MessageRef(chat.key(), id, fromMe);
        amendments.remove(message);
        if (table.remove(message)) {
            addOns.forget(message);
            chats.reordered(chat.key());
            events.changed(sessionId, chat, id, Map.of("removed", true));
        }
    }

    /// The owner emptied a chat on their own devices, up to a time.
    ///
    /// @param starred whether messages with a star go too
    /// @return whether any message is left
    public boolean cleared(String sessionId, Chat chat, Instant until, boolean starred) {
        boolean left = table.clear(chat.key(), until, starred);
        chats.reordered(chat.key());
        chats.read(sessionId, chat, table.countAfter(chat.key(), until, chat.unreadCount()));
        events.cleared(sessionId, chat, until);
        return left;
    }

    public void starred(String sessionId, Chat chat, String id, boolean fromMe, boolean starred) {
        if (table.star(new MessageRef(chat.key(), id, fromMe), starred)) {
            events.changed(sessionId, chat, id, Map.of("starred", starred));
        }
    }

    /// Somebody pinned a message for both sides.
    ///
    /// @param until empty: the pin is gone
    public void pinned(String sessionId, Chat chat, String id, boolean fromMe, Optional<Instant> until) {
        table.pin(new MessageRef(chat.key(), id, fromMe), until);
        events.changed(sessionId, chat, id, Map.of("pinned", until.isPresent()));
    }

    /// One side reacts to a message, which may not be here yet.
    ///
    /// @param ofMine whether the message is from this account, as far as its key tells
    /// @param fromMe whether this account reacts
    /// @param emoji empty: taken back
    public void reacted(
            String sessionId, Chat chat, String id, boolean ofMine, boolean fromMe, String emoji, Instant at) {
        MessageRef message = key(chat, id, ofMine);
        if (addOns.react(List.of(new AddOnTable.Reaction(message, fromMe, emoji, at)))) {
            events.reacted(sessionId, chat, id, emoji, fromMe, at);
        }
    }

    /// A reaction as the phone remembers it.
    ///
    /// @param ofMine whether the message is from this account
    /// @param fromMe whether this account reacted
    public record Reacted(Chat chat, String id, boolean ofMine, boolean fromMe, String emoji, Instant at) {}

    /// As the phone remembers it: nobody is told.
    public void rememberReactions(List<Reacted> reactions) {
        addOns.react(reactions.stream()
                .map(each -> new AddOnTable.Reaction(
                        new MessageRef(each.chat().key(), each.id(), each.ofMine()),
                        each.fromMe(),
                        each.emoji(),
                        each.at()))
                .toList());
    }

    /// As the phone remembers it: nobody is told.
    public void rememberVote(Chat chat, String id, boolean ofMine, boolean fromMe, List<String> options, Instant at) {
        addOns.vote(new MessageRef(chat.key(), id, ofMine), fromMe, options, at);
    }

    /// One side votes in a poll.
    ///
    /// @param options none: the vote is taken back
    public void voted(
            String sessionId, Chat chat, String id, boolean ofMine, boolean fromMe, List<String> options, Instant at) {
        if (addOns.vote(key(chat, id, ofMine), fromMe, options, at)) {
            events.changed(sessionId, chat, id, Map.of("vote", Map.of("fromMe", fromMe, "options", options)));
        }
    }

    /// In a chat with oneself the key alone does not tell who wrote a message.
    private MessageRef key(Chat chat, String id, boolean ofMine) {
        return new MessageRef(chat.key(), id, table.isFromMe(chat.key(), id).orElse(ofMine));
    }

    /// Somebody's device told how far messages of ours got.
    public void advanced(String sessionId, Chat chat, List<String> ids, MessageStatus status) {
        table.advance(chat.key(), ids, status).forEach(id -> events.advanced(sessionId, chat, id, status));
    }

    /// The owner read these on another device, and all before them.
    public void readElsewhere(String sessionId, Chat chat, List<String> ids) {
        table.countAfter(chat.key(), ids, chat.unreadCount()).ifPresent(unread -> chats.read(sessionId, chat, unread));
    }

    /// Whether anything came to a chat after a time.
    public boolean anyAfter(Chat chat, Instant time) {
        return table.countAfter(chat.key(), time, 1) > 0;
    }

    /// The owner read everything up to a time.
    public void readUntil(String sessionId, Chat chat, Instant time) {
        chats.read(sessionId, chat, table.countAfter(chat.key(), time, chat.unreadCount()));
    }
}
