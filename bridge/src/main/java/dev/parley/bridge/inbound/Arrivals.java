package dev.parley.bridge.inbound;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.chats.People;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.Messages;
import dev.parley.bridge.messages.Messages.Reacted;
import dev.parley.bridge.messages.NewMessage;
import dev.parley.bridge.messages.ShownContent;
import dev.parley.bridge.metrics.Traffic;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent.HistoryMessagesArrived;
import dev.parley.whatsapp.client.event.StoredEvent.MessageUndecryptable;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/// Stores the messages of a transaction, those of this moment and those that the phone remembers, in as few
/// statements as if there were one of them.
@Service
class Arrivals {
    /// What the phone's line in place of a message means (messaging.md section 8.6).
    private static final Map<Integer, String> MISSED_CALLS =
            Map.of(40, "[Missed voice call]", 41, "[Missed video call]");

    private static final int LONGEST_REACTION = 64;

    private final ChatBook chats;
    private final People people;
    private final Messages messages;
    private final Traffic traffic;
    private final Clock clock;

    Arrivals(ChatBook chats, People people, Messages messages, Traffic traffic, Clock clock) {
        this.chats = chats;
        this.people = people;
        this.messages = messages;
        this.traffic = traffic;
        this.clock = clock;
    }

    /// @param everybody whose chat is needed
    void store(
            SessionRef session,
            Set<Person> everybody,
            Map<Person, String> names,
            List<Batch.Live> live,
            List<HistoryMessagesArrived> history,
            List<HistoryChat> historyChats) {
        people.callThemselves(session.id(), names);
        Function<Person, Chat> chatOf = chats.chatsWith(session.id(), everybody);
        messages.arrived(
                session,
                live.stream()
                        .flatMap(one -> message(one, chatOf.apply(one.person())).stream())
                        .toList());
        remember(session, history, chatOf);
        historyChats.forEach(
                chat -> remember(session, chat, chatOf.apply(chat.chat().person())));
    }

    private Optional<NewMessage> message(Batch.Live live, Chat chat) {
        return switch (live) {
            case Batch.Live.Decrypted(Person _, IncomingMessage message) -> {
                traffic.received(message.timestamp());
                yield Optional.of(NewMessage.arrived(
                        chat,
                        message.key().id(),
                        message.fromMe(),
                        Storable.time(message.timestamp(), clock),
                        ShownContent.of(message.content(), message.context()),
                        ShownContent.reference(message.content())));
            }
            case Batch.Live.Opaque(Person _, MessageUndecryptable message) -> {
                traffic.undecryptable();
                yield Optional.of(NewMessage.placeholder(
                        chat,
                        message.key().id(),
                        message.fromMe(),
                        Storable.time(message.timestamp(), clock),
                        words(message)));
            }
        };
    }

    private static String words(MessageUndecryptable message) {
        return switch (message.reason()) {
            case WAITING, UNAVAILABLE -> "[Waiting for this message]";
            case TOO_OLD -> "[Too old to be read here: see the phone]";
            case VIEW_ONCE -> "[To be seen once: open it on the phone]";
            case NOT_FOR_THIS_DEVICE -> "[Not for this device: see the phone]";
        };
    }

    private void remember(SessionRef session, List<HistoryMessagesArrived> history, Function<Person, Chat> chatOf) {
        List<NewMessage> remembered = new ArrayList<>();
        List<Reacted> reactions = new ArrayList<>();
        for (HistoryMessagesArrived part : history) {
            Chat chat = chatOf.apply(part.chat().person());
            // The newest came first; those of the same second keep the phone's order.
            Stream<HistoryMessage> oldestFirst = part.messages().reversed().stream()
                    .filter(message -> Storable.is(message.key().id()))
                    .sorted(Comparator.comparing(HistoryMessage::timestamp));
            oldestFirst.forEach(message -> {
                message(message, chat).ifPresent(remembered::add);
                reactions(message, chat).forEach(reactions::add);
            });
        }
        messages.remembered(session.id(), remembered);
        messages.rememberReactions(reactions);
        history.forEach(part -> part.messages().stream()
                .filter(message -> Storable.is(message.key().id()))
                .forEach(message -> votes(message, chatOf.apply(part.chat().person()))));
    }

    private Optional<NewMessage> message(HistoryMessage message, Chat chat) {
        String id = message.key().id();
        boolean fromMe = message.fromMe();
        Instant sentAt = Storable.time(message.timestamp(), clock);
        Optional<NewMessage> read = message.content()
                .map(content -> NewMessage.arrived(
                        chat,
                        id,
                        fromMe,
                        sentAt,
                        ShownContent.of(content, message.context()),
                        ShownContent.reference(content)));
        return read.or(() -> message.remark().flatMap(remark -> {
                    if (remark.isRevoked()) {
                        return Optional.of(NewMessage.deleted(chat, id, fromMe, sentAt, sentAt));
                    }
                    if (remark.isWaiting()) {
                        return Optional.of(
                                NewMessage.placeholder(chat, id, fromMe, sentAt, "[Waiting for this message]"));
                    }
                    return Optional.ofNullable(MISSED_CALLS.get(remark.type()))
                            .map(words -> NewMessage.remark(chat, id, fromMe, sentAt, words));
                }))
                .map(found ->
                        found.remembered(fromMe ? Optional.of(status(message)) : Optional.empty(), message.starred()));
    }

    private static MessageStatus status(HistoryMessage message) {
        return message.status()
                .map(status -> switch (status) {
                    case FAILED -> MessageStatus.FAILED;
                    // The phone has yet to send it; this device will not.
                    case PENDING, SENT -> MessageStatus.SENT;
                    case DELIVERED -> MessageStatus.DELIVERED;
                    case READ -> MessageStatus.READ;
                    case PLAYED -> MessageStatus.PLAYED;
                })
                .orElse(MessageStatus.SENT);
    }

    private Stream<Reacted> reactions(HistoryMessage message, Chat chat) {
        return message.reactions().stream()
                .filter(reaction -> reaction.text().length() <= LONGEST_REACTION
                        && reaction.text().indexOf('\0') < 0)
                .map(reaction -> new Reacted(
                        chat,
                        message.key().id(),
                        message.fromMe(),
                        reaction.fromMe(),
                        reaction.text(),
                        Storable.time(reaction.timestamp(), clock)));
    }

    private void votes(HistoryMessage message, Chat chat) {
        if (message.votes().isEmpty() || !(message.content().orElse(null) instanceof Content.Poll poll)) {
            return;
        }
        for (HistoryMessage.Vote vote : message.votes()) {
            messages.rememberVote(
                    chat,
                    message.key().id(),
                    message.fromMe(),
                    vote.fromMe(),
                    poll.options().stream()
                            .filter(option -> vote.options().contains(hash(option)) && option.indexOf('\0') < 0)
                            .toList(),
                    Storable.time(vote.timestamp(), clock));
        }
    }

    private static Bytes hash(String option) {
        return Bytes.wrap(Sha256.of(option.getBytes(StandardCharsets.UTF_8)));
    }

    private void remember(SessionRef session, HistoryChat history, Chat chat) {
        chats.remembered(
                chat,
                new HistoryChat(
                        history.chat(),
                        history.name(),
                        history.lastMessageAt().map(time -> Storable.time(time, clock)),
                        history.unread(),
                        history.markedUnread(),
                        history.archived(),
                        history.pinnedAt().map(time -> Storable.time(time, clock)),
                        history.mutedUntil().map(time -> time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time),
                        history.expiresIn(),
                        history.expirySetAt().map(time -> Storable.time(time, clock)),
                        history.older()));
        history.name()
                .flatMap(Storable::name)
                .ifPresent(name ->
                        people.saveIfUnknown(session.id(), history.chat().person(), name));
    }
}
