package dev.parley.bridge.send;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatAddress;
import dev.parley.bridge.chats.ChatList;
import dev.parley.bridge.chats.PhoneLookups;
import dev.parley.bridge.outbox.Actions;
import dev.parley.bridge.outbox.Draft;
import dev.parley.bridge.outbox.Outbox;
import dev.parley.bridge.outbox.OutgoingFile;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Session;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/// Sends for a caller: finds the session and the person, and hands to the outbox what is to go out. Thread-safe.
@Service
public class SendService {
    /// WhatsApp's own limit for a text.
    public static final int LONGEST_TEXT = 65_536;

    private static final int LONGEST_KEY = 200;

    private final Sessions sessions;
    private final ChatList chats;
    private final PhoneLookups lookups;
    private final Outbox outbox;
    private final Actions actions;

    SendService(Sessions sessions, ChatList chats, PhoneLookups lookups, Outbox outbox, Actions actions) {
        this.sessions = sessions;
        this.chats = chats;
        this.lookups = lookups;
        this.outbox = outbox;
        this.actions = actions;
    }

    /// Accepts a message for sending; it is stored when this returns, and goes out as soon as the session is
    /// connected and its file, if it has one, is at WhatsApp.
    ///
    /// @param chatId a direct chat in any of its names, or a phone number
    /// @return the message's id
    public String send(String sessionId, String chatId, Draft draft) {
        check(draft);
        ChatAddress address = ChatAddress.parse(chatId);
        Session session = sessions.sendable(sessionId);
        Optional<String> accepted = outbox.accepted(sessionId, address.text(), draft);
        if (accepted.isPresent()) {
            return accepted.get();
        }
        Outbox.Destination destination = new Outbox.Destination(
                session.ref(), session.self().orElseThrow(), person(session, address), address.text());
        String id = outbox.accept(destination, draft, sessions.connected(sessionId));
        sessions.wake(sessionId);
        return id;
    }

    /// Reacts to a message, or takes the reaction back.
    ///
    /// @param emoji empty to take it back
    public void react(String sessionId, String messageId, String emoji) {
        if (!emoji.isEmpty() && !Emoji.isOne(emoji)) {
            throw new Problem.Invalid("emoji must be one emoji, or empty");
        }
        act(sessionId, actor -> actions.react(actor, messageId, emoji));
    }

    /// Changes the text or caption of a message of ours.
    public void edit(String sessionId, String messageId, String text) {
        checkText("text", text);
        act(sessionId, actor -> actions.edit(actor, messageId, text));
    }

    /// Deletes a message of ours for everyone.
    public void delete(String sessionId, String messageId) {
        act(sessionId, actor -> actions.delete(actor, messageId));
    }

    /// Sends a failed message again.
    public void retry(String sessionId, String messageId) {
        act(sessionId, actor -> actions.retry(actor, messageId));
    }

    private void act(String sessionId, Consumer<Actions.Actor> action) {
        Session session = sessions.sendable(sessionId);
        action.accept(new Actions.Actor(session.ref(), session.self().orElseThrow(), sessions.connected(sessionId)));
        sessions.wake(sessionId);
    }

    /// What can be said without storing anything; a caller with a file asks before it takes the file in.
    ///
    /// @throws Problem when the draft could not be accepted
    public static void check(Draft draft) {
        switch (draft.body()) {
            case Draft.Text(String text) -> checkText("text", text);
            case OutgoingFile file -> {
                file.shown().caption().ifPresent(caption -> checkText("caption", caption));
                file.shown().filename().ifPresent(name -> checkText("file name", name));
            }
        }
        checkKey(draft.idempotencyKey());
        if (draft.quotedMessageId().filter(id -> id.indexOf('\0') >= 0).isPresent()) {
            throw new Problem.NotFound("Quoted message not found");
        }
    }

    private static void checkText(String field, String text) {
        if (text.codePointCount(0, text.length()) > LONGEST_TEXT) {
            throw new Problem.TooLarge(field + " must be at most " + LONGEST_TEXT + " characters");
        }
        if (text.indexOf('\0') >= 0) {
            throw new Problem.Invalid(field + " must not hold the character U+0000");
        }
    }

    /// @throws Problem.Invalid for an idempotency key that cannot be kept
    public static void checkKey(Optional<String> idempotencyKey) {
        if (idempotencyKey
                .filter(key -> key.length() > LONGEST_KEY || key.indexOf('\0') >= 0)
                .isPresent()) {
            throw new Problem.Invalid("idempotencyKey must be at most " + LONGEST_KEY + " characters");
        }
    }

    private Person person(Session session, ChatAddress address) {
        return switch (address) {
            case ChatAddress.OfPerson(Person person) -> person;
            case ChatAddress.OfNumber number ->
                chats.findNumber(session.id(), number)
                        .map(SendService::person)
                        .or(() -> lookups.find(number.phone()))
                        .orElseGet(() -> ask(session, number.phone()));
        };
    }

    private Person ask(Session session, String phone) {
        Person person = sessions.lookUp(session.id(), phone)
                .orElseThrow(() -> new Problem.NotFound("This phone number is not on WhatsApp"));
        lookups.keep(phone, person);
        return person;
    }

    private static Person person(Chat chat) {
        return new Person(chat.pn().flatMap(Jid::parse), chat.lid().flatMap(Jid::parse));
    }
}
