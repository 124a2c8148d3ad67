package dev.parley.bridge.outbox;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.lease.Leases;
import dev.parley.bridge.messages.MessageEvents;
import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.MessageType;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.outbox.ActionTable.Subject;
import dev.parley.bridge.outbox.OutboxRow.Kind;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// What is done to messages that are there: reactions, edits, deletions, and sending a failed one again. Each goes out
/// through the outbox, behind what the chat was sent before, and is committed when its method returns.
///
/// What is shown here changes when WhatsApp has taken it, and not before: an edit or deletion that the other side never
/// gets must not look done, and nothing is to be undone when it is refused. A refusal is told as an event. A message
/// that has surely not left is another matter: it simply changes, or never leaves. Doing the same twice does
/// it once.
///
/// Thread-safe.
@Service
@Transactional
public class Actions {
    /// Who does it.
    ///
    /// @param self this account
    /// @param online whether it may leave at once
    public record Actor(SessionRef session, Jid self, boolean online) {}

    private final Leases leases;
    private final ActionTable table;
    private final OutboxTable outbox;
    private final Room room;
    private final ChatBook chats;
    private final Messages messages;
    private final MessageEvents messageEvents;
    private final ActionEvents events;
    private final Clock clock;
    private final SecureRandom random;

    Actions(
            Leases leases,
            ActionTable table,
            OutboxTable outbox,
            Room room,
            ChatBook chats,
            Messages messages,
            MessageEvents messageEvents,
            ActionEvents events,
            Clock clock,
            SecureRandom random) {
        this.leases = leases;
        this.table = table;
        this.outbox = outbox;
        this.room = room;
        this.chats = chats;
        this.messages = messages;
        this.messageEvents = messageEvents;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /// @param emoji one; empty to take the reaction back
    /// @throws Problem.NotFound when there is no such message
    /// @throws Problem.Conflict when it is deleted or was never sent
    public void react(Actor actor, String messageId, String emoji) {
        leases.guard(actor.session().id());
        Subject message = locked(actor, messageId);
        if (message.deleted()) {
            throw new Problem.Conflict("The message was deleted");
        }
        if (isFailed(message)) {
            throw new Problem.Conflict("The message was not sent");
        }
        if (!table.lastWaiting(message.key(), Kind.REACTION)
                .orElse(message.myReaction())
                .equals(emoji)) {
            enqueue(actor, message, Kind.REACTION, emoji);
        }
    }

    /// @param text the new text or caption
    /// @throws Problem.NotFound when there is no such message
    /// @throws Problem.Conflict when it is not ours, has no words, or WhatsApp takes no edit of it any more
    public void edit(Actor actor, String messageId, String text) {
        leases.guard(actor.session().id());
        Subject message = locked(actor, messageId);
        checkOwn(message, "edited");
        if (message.deleted()) {
            throw new Problem.Conflict("The message was deleted");
        }
        if (isFailed(message)) {
            throw new Problem.Conflict("The message was not sent");
        }
        if (!hasWords(message.type())) {
            throw new Problem.Conflict("A message of this type cannot be edited");
        }
        if (table.lastWaiting(message.key(), Kind.EDIT)
                .orElse(message.content())
                .equals(text)) {
            return;
        }
        if (table.lockHeld(message.key())) {
            table.reword(message.key(), text);
            chats.reordered(message.chatKey());
            events.changed(actor.session().id(), message.chat().toString(), message.id(), text);
        } else {
            checkAge(message, Limits.EDIT, "WhatsApp takes changes for 15 minutes only");
            enqueue(actor, message, Kind.EDIT, text);
        }
    }

    /// Deletes an own message for everyone. One that has not left never will; one that failed is deleted here.
    ///
    /// @throws Problem.NotFound when there is no such message
    /// @throws Problem.Conflict when it is not ours, or WhatsApp takes no deletion of it any more
    public void delete(Actor actor, String messageId) {
        leases.guard(actor.session().id());
        Subject message = locked(actor, messageId);
        checkOwn(message, "deleted for everyone");
        if (message.deleted() || table.lastWaiting(message.key(), Kind.DELETION).isPresent()) {
            return;
        }
        // It may have arrived although nobody said so.
        boolean isDoubtful = message.failureCode().equals(Optional.of(Failure.UNCONFIRMED.code()));
        if (table.lockHeld(message.key())) {
            outbox.deleteOf(message.key());
            table.setFailed(message.key(), Failure.CANCELLED);
            messageEvents.failed(
                    actor.session().id(),
                    message.chat().toString(),
                    message.id(),
                    Failure.CANCELLED.code(),
                    Failure.CANCELLED.words());
            deleteHere(actor, message);
        } else if (isFailed(message) && !isDoubtful) {
            deleteHere(actor, message);
        } else {
            checkAge(message, Limits.DELETION, "WhatsApp takes deletions for two days only");
            enqueue(actor, message, Kind.DELETION, "");
        }
    }

    /// Sends a failed message again, under the id that it has: should it have arrived after all, WhatsApp
    /// keeps one.
    ///
    /// @throws Problem.NotFound when there is no such message
    /// @throws Problem.Conflict when it did not fail
    public void retry(Actor actor, String messageId) {
        leases.guard(actor.session().id());
        Subject message = locked(actor, messageId);
        if (message.fromMe() && message.status().equals(Optional.of(MessageStatus.PENDING))) {
            return;
        }
        if (!isFailed(message) || message.deleted()) {
            throw new Problem.Conflict("Only a message that failed can be sent again");
        }
        room.take(actor.session().id());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        table.setPending(message.key(), now);
        // Whatever it was, it may have left before.
        table.insert(actor.session().id(), message.key(), Kind.MESSAGE, message.id(), "", now, false);
        chats.reordered(message.chatKey());
        messageEvents.sent(actor.session().id(), message.chat().toString(), message.id(), MessageStatus.PENDING, now);
    }

    /// The message, its chat's lock taken first, as everybody does who changes messages.
    private Subject locked(Actor actor, String messageId) {
        String sessionId = actor.session().id();
        chats.lock(find(sessionId, messageId).chatKey());
        return find(sessionId, messageId);
    }

    private Subject find(String sessionId, String messageId) {
        return Optional.of(messageId)
                .filter(id -> id.indexOf('\0') < 0)
                .flatMap(id -> table.find(sessionId, id))
                .orElseThrow(() -> new Problem.NotFound("Message not found"));
    }

    private void enqueue(Actor actor, Subject message, Kind kind, String content) {
        String sessionId = actor.session().id();
        room.take(sessionId);
        String id = MessageIds.next(actor.self(), clock, random);
        table.insert(sessionId, message.key(), kind, id, content, clock.instant(), !actor.online());
    }

    private void deleteHere(Actor actor, Subject message) {
        Jid chat = message.chat();
        Person person = chat.isPn()
                ? new Person(Optional.of(chat), Optional.empty())
                : new Person(Optional.empty(), Optional.of(chat));
        Optional<Chat> found = chats.existing(actor.session().id(), person);
        found.ifPresent(known -> messages.deleted(actor.session().id(), known, message.id(), true, clock.instant()));
    }

    private void checkAge(Subject message, Duration limit, String sentence) {
        if (clock.instant().isAfter(message.sentAt().plus(limit))) {
            throw new Problem.Conflict(sentence);
        }
    }

    private static void checkOwn(Subject message, String what) {
        if (!message.fromMe()) {
            throw new Problem.Conflict("Only messages from this account can be " + what);
        }
    }

    private static boolean isFailed(Subject message) {
        return message.status().equals(Optional.of(MessageStatus.FAILED));
    }

    private static boolean hasWords(MessageType type) {
        return switch (type) {
            case TEXT, IMAGE, VIDEO, DOCUMENT -> true;
            case AUDIO, STICKER, OTHER -> false;
        };
    }
}
