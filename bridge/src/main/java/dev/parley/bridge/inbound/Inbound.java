package dev.parley.bridge.inbound;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.MessageContent;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.messages.ShownContent;
import dev.parley.bridge.metrics.Traffic;
import dev.parley.whatsapp.client.event.Chat.Direct;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MediaLoss;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.wire.Jid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/// Stores what WhatsApp brings, in the transaction that the engine opened: message, chat and events together with
/// the ratchet. Direct chats only; the traffic of groups, status and channels is let go.
///
/// What comes in was written by strangers. Whatever the database could not take is cut or dropped here: an
/// exception would undo the transaction, and WhatsApp would deliver the same again for ever.
@Service
public class Inbound {
    private static final int LONGEST_ID = 128;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_RECEIPT_IDS = 10_000;
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private final ChatBook chats;
    private final Messages messages;
    private final MessageFiles files;
    private final Traffic traffic;
    private final Clock clock;

    Inbound(ChatBook chats, Messages messages, MessageFiles files, Traffic traffic, Clock clock) {
        this.chats = chats;
        this.messages = messages;
        this.files = files;
        this.traffic = traffic;
        this.clock = clock;
    }

    /// Inside the engine's transaction and on its thread.
    public void store(SessionRef session, StoredEvent event) {
        switch (event) {
            case StoredEvent.MessageArrived(IncomingMessage message) -> message(session, message);
            case StoredEvent.ReceiptArrived receipt -> receipt(session, receipt);
            case StoredEvent.LidMapped(Jid lid, Jid pn) -> {
                Person person = new Person(Optional.of(pn), Optional.of(lid));
                if (isStorable(person)) {
                    chats.existing(session.id(), person);
                }
            }
            case StoredEvent.MediaRefreshed(MessageKey key, String directPath) ->
                files.refreshed(session.id(), key.id(), directPath);
            case StoredEvent.MediaLost(MessageKey key, MediaLoss reason) ->
                files.lost(session.id(), key.id(), reason == MediaLoss.NOT_ON_PHONE, clock.instant());
            // Asked for once more by the engine; it comes as a message, or never.
            case StoredEvent.MessageUndecryptable _ -> traffic.undecryptable();
            // The session's own.
            case StoredEvent.Paired _ -> {}
            // Not shown yet.
            default -> {}
        }
    }

    /// Whether a message is stored already.
    public boolean knows(SessionRef session, MessageKey key) {
        boolean fromMe = !key.sender().equals(key.chat());
        return messages.known(session.id(), key.chat().toString(), MessageContent.printable(key.id()), fromMe);
    }

    private void message(SessionRef session, IncomingMessage message) {
        String id = message.key().id();
        if (!(message.chat() instanceof Direct(Person person)) || !isStorable(person) || !isStorable(id)) {
            return;
        }
        Chat chat = chats.chatWith(session.id(), person);
        if (!message.fromMe()) {
            Optional<String> known = chats.nameOf(session.id(), chat);
            message.pushName()
                    .filter(name -> !known.equals(Optional.of(storable(name))))
                    .ifPresent(name -> name(session, person, name));
        }
        traffic.received(message.timestamp());
        messages.arrived(
                session,
                chat,
                id,
                message.fromMe(),
                storable(message.timestamp()),
                ShownContent.of(message.content(), message.context()),
                ShownContent.reference(message.content()));
    }

    private void receipt(SessionRef session, StoredEvent.ReceiptArrived receipt) {
        if (!(receipt.chat() instanceof Direct(Person person)) || !isStorable(person)) {
            return;
        }
        List<String> ids = receipt.messageIds().stream()
                .filter(Inbound::isStorable)
                .limit(MOST_RECEIPT_IDS)
                .toList();
        chats.existing(session.id(), person).ifPresent(chat -> receipt(session.id(), chat, receipt.kind(), ids));
    }

    private void receipt(String sessionId, Chat chat, ReceiptKind kind, List<String> ids) {
        switch (kind) {
            case DELIVERED -> messages.advanced(sessionId, chat, ids, MessageStatus.DELIVERED);
            case READ -> messages.advanced(sessionId, chat, ids, MessageStatus.READ);
            case PLAYED -> messages.advanced(sessionId, chat, ids, MessageStatus.PLAYED);
            case READ_SELF -> messages.readElsewhere(sessionId, chat, ids);
            // Phones show no tick for these either.
            case INACTIVE, SENDER, PLAYED_SELF -> {}
        }
    }

    private void name(SessionRef session, Person person, String name) {
        String storable = storable(name);
        if (isStorable(person) && !storable.isBlank()) {
            chats.learnName(session.id(), person, storable);
        }
    }

    private static boolean isStorable(Person person) {
        return Stream.concat(person.pn().stream(), person.lid().stream()).allMatch(jid -> isStorable(jid.user()));
    }

    private static boolean isStorable(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_ID && id.indexOf('\0') < 0;
    }

    private static String storable(String name) {
        String printable = MessageContent.printable(name);
        return printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME) : printable;
    }

    /// A time from the far future would stay on top of the chat list for ever, or be out of the database's range.
    private Instant storable(Instant timestamp) {
        Instant latest = clock.instant().plus(CLOCK_SKEW);
        return timestamp.isBefore(Instant.EPOCH) ? Instant.EPOCH : timestamp.isAfter(latest) ? latest : timestamp;
    }
}
