package dev.parley.bridge.outbox;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.MessageContent;
import dev.parley.bridge.messages.MessageEvents;
import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.MessageType;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.messages.Quote;
import dev.parley.bridge.messages.StoredMessage;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Takes messages in: what it has accepted is stored, has its WhatsApp id, and will be sent, once, whatever
/// happens to this process. Thread-safe.
@Service
public class Outbox {
    /// A bound for a session that cannot send: an outage, or a caller that does not stop.
    private static final int MOST_PENDING = 10_000;

    private final OutboxTable table;
    private final ChatBook chats;
    private final Messages messages;
    private final MessageEvents events;
    private final Clock clock;
    private final SecureRandom random;

    Outbox(
            OutboxTable table,
            ChatBook chats,
            Messages messages,
            MessageEvents events,
            Clock clock,
            SecureRandom random) {
        this.table = table;
        this.chats = chats;
        this.messages = messages;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /// The id of the message that was accepted under this key before.
    public Optional<String> accepted(String sessionId, String idempotencyKey) {
        return table.findByKey(sessionId, idempotencyKey);
    }

    /// Accepts a text; it is committed when this returns.
    ///
    /// @param self this account
    /// @return the message's id
    @Transactional
    public String accept(SessionRef session, Jid self, Person to, OutgoingText text) {
        if (table.countPending(session.id(), MOST_PENDING) >= MOST_PENDING) {
            throw new Problem.TooMany("Too many messages are waiting to be sent");
        }
        Chat chat = chats.chatWith(session.id(), to);
        Optional<PendingMessage.Quoted> quoted = text.quotedMessageId().map(id -> quoted(chat, id));
        String id = MessageIds.next(self, clock, random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<Long> seq = table.insert(session.id(), chat.key(), id, now, text, quoted);
        if (seq.isEmpty()) {
            return text.idempotencyKey()
                    .flatMap(key -> table.findByKey(session.id(), key))
                    .orElseThrow();
        }
        chats.arrived(chat, now, text.text(), true, chat.unreadCount());
        announce(session, chat, seq.get(), id, now, text.text(), quoted);
        return id;
    }

    private PendingMessage.Quoted quoted(Chat chat, String id) {
        return messages.find(chat, id)
                .map(found -> new PendingMessage.Quoted(id, found.content().text(), found.fromMe()))
                .orElseThrow(() -> new Problem.NotFound("Quoted message not found"));
    }

    private void announce(
            SessionRef session,
            Chat chat,
            long seq,
            String id,
            Instant sentAt,
            String text,
            Optional<PendingMessage.Quoted> quoted) {
        Optional<Quote> quote = quoted.map(found -> new Quote(found.id(), found.content()));
        StoredMessage message = new StoredMessage(
                seq,
                id,
                true,
                sentAt,
                new MessageContent(MessageType.TEXT, text, quote),
                Optional.of(MessageStatus.PENDING),
                Optional.empty());
        events.stored(session, chat, message.info(session.id(), chat.id(), Optional.empty()), chat.unreadCount());
    }
}
