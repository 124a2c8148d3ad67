package dev.parley.bridge.outbox;

import dev.parley.bridge.chats.Chat;
import dev.parley.bridge.chats.ChatBook;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.lease.Leases;
import dev.parley.bridge.messages.MessageContent;
import dev.parley.bridge.messages.MessageEvents;
import dev.parley.bridge.messages.MessageFile;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageFiles.NewFile;
import dev.parley.bridge.messages.MessagePages;
import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.Quote;
import dev.parley.bridge.messages.StoredMessage;
import dev.parley.bridge.outbox.AcceptanceTable.Known;
import dev.parley.bridge.outbox.AcceptanceTable.NewMessage;
import dev.parley.bridge.outbox.SharedCommits.Answer;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes messages in: what it has accepted is stored, has its WhatsApp id, and will be sent, once, whatever happens to
/// this process. Callers who write to the same chat share a transaction, so that many of them wait for one commit.
/// Thread-safe.
@Service
public class Outbox {
    /// Where a caller wants a message to go.
    ///
    /// @param self this account
    /// @param named how the caller named the person
    public record Destination(SessionRef session, Jid self, Person to, String named) {}

    private record ChatKey(String sessionId, Person to) {}

    private record Request(Destination destination, Draft draft, boolean held) {}

    private final Leases leases;
    private final AcceptanceTable table;
    private final MessageFiles files;
    private final Room room;
    private final ChatBook chats;
    private final MessagePages messages;
    private final MessageEvents events;
    private final Clock clock;
    private final SecureRandom random;
    private final SharedCommits<ChatKey, Request, String> commits;

    Outbox(
            Leases leases,
            AcceptanceTable table,
            MessageFiles files,
            Room room,
            ChatBook chats,
            MessagePages messages,
            MessageEvents events,
            TransactionTemplate transactions,
            Clock clock,
            SecureRandom random) {
        this.leases = leases;
        this.table = table;
        this.files = files;
        this.room = room;
        this.chats = chats;
        this.messages = messages;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.commits = new SharedCommits<>((_, requests) -> accept(transactions, requests));
    }

    /// The id of the message that was accepted under this draft's idempotency key before; spares asking
    /// WhatsApp who has a number.
    ///
    /// @throws Problem.Conflict when something else was asked for under it
    public Optional<String> accepted(String sessionId, String named, Draft draft) {
        return draft.idempotencyKey()
                .flatMap(key ->
                        Optional.ofNullable(table.known(sessionId, List.of(key)).get(key)))
                .map(known -> same(known, draft.fingerprint(named)));
    }

    /// Accepts a message; it is committed when this returns.
    ///
    /// @param online whether it may leave at once; if not, it can still be changed and taken back here
    /// @return the message's id
    /// @throws Problem.NotFound when the chat has no such message to quote
    /// @throws Problem.TooMany when too much waits already
    public String accept(Destination destination, Draft draft, boolean online) {
        boolean held = !online || draft.body() instanceof OutgoingFile;
        return commits.commit(
                new ChatKey(destination.session().id(), destination.to()), new Request(destination, draft, held));
    }

    private List<Answer<String>> accept(TransactionTemplate transactions, List<Request> requests) {
        try {
            return Objects.requireNonNull(transactions.execute(_ -> accept(requests)));
        } catch (DuplicateKeyException | ConcurrencyFailureException _) {
            // The same idempotency key came for another chat at the same moment: now it is known. Or two transactions
            // waited for each other: the other one has ended.
            return Objects.requireNonNull(transactions.execute(_ -> accept(requests)));
        }
    }

    /// All requests are for one chat. One that cannot be carried out fails alone.
    private List<Answer<String>> accept(List<Request> requests) {
        Destination destination = requests.getFirst().destination();
        SessionRef session = destination.session();
        leases.guard(session.id());
        Chat chat = chats.chatWith(session.id(), destination.to());
        Map<String, Known> known = known(session.id(), requests);
        List<NewMessage> fresh = new ArrayList<>();
        List<Answer<String>> answers = new ArrayList<>(requests.size());
        for (Request request : requests) {
            answers.add(Answer.of(() -> accept(chat, request, known, fresh)));
        }
        if (!fresh.isEmpty()) {
            write(session, chat, fresh);
        }
        return answers;
    }

    private Map<String, Known> known(String sessionId, List<Request> requests) {
        List<String> keys = requests.stream()
                .flatMap(request -> request.draft().idempotencyKey().stream())
                .toList();
        return keys.isEmpty() ? new HashMap<>() : table.known(sessionId, keys);
    }

    /// @param known what was accepted before, also in this transaction
    private String accept(Chat chat, Request request, Map<String, Known> known, List<NewMessage> fresh) {
        Draft draft = request.draft();
        Bytes hash = draft.fingerprint(request.destination().named());
        Optional<Known> before = draft.idempotencyKey().map(known::get);
        if (before.isPresent()) {
            return same(before.get(), hash);
        }
        Optional<Quote> quote = draft.quotedMessageId().map(id -> quote(chat, id));
        room.take(request.destination().session().id());
        String id = MessageIds.next(request.destination().self(), clock, random);
        draft.idempotencyKey().ifPresent(key -> known.put(key, new Known(id, Optional.of(hash))));
        fresh.add(new NewMessage(id, draft, hash, quote, request.held()));
        return id;
    }

    private static String same(Known known, Bytes hash) {
        if (known.hash().filter(before -> !before.equals(hash)).isPresent()) {
            throw new Problem.Conflict("idempotencyKey was used for another message");
        }
        return known.messageId();
    }

    private Quote quote(Chat chat, String id) {
        return messages.find(chat, id)
                .map(found -> new Quote(id, found.content().text()))
                .orElseThrow(() -> new Problem.NotFound("Quoted message not found"));
    }

    private void write(SessionRef session, Chat chat, List<NewMessage> fresh) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Map<String, Long> keys = table.insert(session.id(), chat.key(), now, fresh);
        files.insert(session.id(), newFiles(fresh, keys));
        for (NewMessage message : fresh) {
            announce(session, chat, key(keys, message), message, now);
        }
        String last = fresh.getLast().body().words();
        chats.arrived(chat, now, last, true, chat.unreadCount());
    }

    private static List<NewFile> newFiles(List<NewMessage> fresh, Map<String, Long> keys) {
        List<NewFile> newFiles = new ArrayList<>();
        for (NewMessage message : fresh) {
            if (message.body() instanceof OutgoingFile file) {
                newFiles.add(new NewFile(
                        key(keys, message),
                        message.id(),
                        file.shown(),
                        Optional.empty(),
                        Optional.of(file.contentHash())));
            }
        }
        return newFiles;
    }

    private static long key(Map<String, Long> keys, NewMessage message) {
        return Objects.requireNonNull(keys.get(message.id()));
    }

    private void announce(SessionRef session, Chat chat, long key, NewMessage message, Instant now) {
        Draft.Body body = message.body();
        Optional<MessageFile> file =
                body instanceof OutgoingFile outgoing ? Optional.of(outgoing.shown()) : Optional.empty();
        StoredMessage stored = new StoredMessage(
                key,
                message.id(),
                true,
                now,
                new MessageContent(body.type(), body.words(), message.quote(), file),
                Optional.of(MessageStatus.PENDING));
        events.stored(session, chat, stored.info(session.id(), chat.id(), Optional.empty()), chat.unreadCount());
    }
}
