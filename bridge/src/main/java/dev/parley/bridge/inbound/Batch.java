package dev.parley.bridge.inbound;

import dev.parley.bridge.events.SessionRef;
import dev.parley.whatsapp.client.event.Chat.Direct;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent.HistoryMessagesArrived;
import dev.parley.whatsapp.client.event.StoredEvent.MessageUndecryptable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;

/// What one transaction brings of messages, until it is stored. Belongs to the transaction's thread.
final class Batch implements TransactionSynchronization {
    /// A message that came just now, or one that could not be read.
    sealed interface Live {
        Person person();

        record Decrypted(Person person, IncomingMessage message) implements Live {}

        record Opaque(Person person, MessageUndecryptable message) implements Live {}
    }

    private final SessionRef session;
    private final Arrivals arrivals;
    private final Runnable unbind;

    private List<Live> live = new ArrayList<>();
    private List<HistoryMessagesArrived> history = new ArrayList<>();
    private List<HistoryChat> historyChats = new ArrayList<>();
    private Map<Person, String> names = new LinkedHashMap<>();
    private final Set<MessageKey> held = new HashSet<>();

    Batch(SessionRef session, Arrivals arrivals, Runnable unbind) {
        this.session = session;
        this.arrivals = arrivals;
        this.unbind = unbind;
    }

    void add(IncomingMessage message) {
        if (message.chat() instanceof Direct(Person person)
                && Storable.is(person)
                && Storable.is(message.key().id())) {
            live.add(new Live.Decrypted(person, message));
            held.add(message.key());
            if (!message.fromMe()) {
                message.pushName().ifPresent(name -> name(person, name));
            }
        }
    }

    void add(MessageUndecryptable message) {
        if (!message.hidden()
                && message.chat() instanceof Direct(Person person)
                && Storable.is(person)
                && Storable.is(message.key().id())) {
            live.add(new Live.Opaque(person, message));
        }
    }

    void add(HistoryMessagesArrived messages) {
        if (Storable.is(messages.chat().person())) {
            history.add(messages);
        }
    }

    void add(HistoryChat chat) {
        if (Storable.is(chat.chat().person())) {
            historyChats.add(chat);
        }
    }

    void name(Person person, String name) {
        if (Storable.is(person)) {
            Storable.name(name).ifPresent(storable -> names.put(person, storable));
        }
    }

    boolean holds(MessageKey key) {
        return held.contains(key);
    }

    /// Everybody whose chat is needed.
    private Set<Person> people() {
        Set<Person> people = new LinkedHashSet<>();
        live.forEach(one -> people.add(one.person()));
        history.forEach(one -> people.add(one.chat().person()));
        historyChats.forEach(one -> people.add(one.chat().person()));
        return people;
    }

    /// Stores what has been gathered.
    void storeNow() {
        if (live.isEmpty() && history.isEmpty() && historyChats.isEmpty() && names.isEmpty()) {
            return;
        }
        Set<Person> people = people();
        List<Live> liveNow = live;
        List<HistoryMessagesArrived> historyNow = history;
        List<HistoryChat> chatsNow = historyChats;
        Map<Person, String> namesNow = names;
        live = new ArrayList<>();
        history = new ArrayList<>();
        historyChats = new ArrayList<>();
        names = new LinkedHashMap<>();
        arrivals.store(session, people, namesNow, liveNow, historyNow, chatsNow);
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        storeNow();
    }

    @Override
    public void afterCompletion(int status) {
        unbind.run();
    }

    /// Before the events, which it makes.
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }
}
