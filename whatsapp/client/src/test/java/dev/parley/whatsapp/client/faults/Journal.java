package dev.parley.whatsapp.client.faults;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// One device's store and what its owner was told, in one transaction, as a database would keep both: what is
/// rolled back was never told. Survives the client. Thread-safe.
final class Journal implements DeviceStore, EventConsumer {
    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    /// By chat and direction, in the order in which messages were first heard of: a message that could not be
    /// decrypted at first keeps the place that it will be shown in.
    private final Map<String, Set<String>> order = new LinkedHashMap<>();

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Set<MessageKey> known = new HashSet<>();
    private final List<String> doubled = new ArrayList<>();
    private final List<StoredEvent> told = new ArrayList<>();
    private final List<StateEvent> states = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    /// Makes the next transaction that tells something fail at its end.
    void failOnce() {
        failures.incrementAndGet();
    }

    @Override
    public synchronized <T> T inTransaction(Function<Transaction, T> work) {
        if (!told.isEmpty()) {
            throw new AssertionError("a transaction in a transaction");
        }
        try {
            T result = store.inTransaction(transaction -> {
                T done = work.apply(transaction);
                if (!told.isEmpty() && failures.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                    throw new StoreException("meant to fail", new IllegalStateException());
                }
                return done;
            });
            told.forEach(this::keep);
            return result;
        } finally {
            told.clear();
        }
    }

    @Override
    public synchronized void store(StoredEvent event) {
        told.add(event);
    }

    @Override
    public synchronized boolean knows(MessageKey key) {
        return known.contains(key) || told.stream().anyMatch(event -> key(event).equals(Optional.of(key)));
    }

    private static Optional<MessageKey> key(StoredEvent event) {
        return event instanceof StoredEvent.MessageArrived(IncomingMessage message)
                ? Optional.of(message.key())
                : Optional.empty();
    }

    private void keep(StoredEvent event) {
        switch (event) {
            case StoredEvent.MessageArrived(IncomingMessage message) -> {
                if (message.content() instanceof Content.Text(String text, var _)) {
                    if (!known.add(message.key())) {
                        doubled.add(text);
                    }
                    texts.put(message.key().id(), text);
                    chat(message.key()).add(message.key().id());
                }
            }
            case StoredEvent.MessageUndecryptable undecryptable ->
                chat(undecryptable.key()).add(undecryptable.key().id());
            default -> {
                // The run is about messages.
            }
        }
        notifyAll();
    }

    private Set<String> chat(MessageKey key) {
        return order.computeIfAbsent(key.chat() + " by " + key.sender(), _ -> new LinkedHashSet<>());
    }

    @Override
    public synchronized void state(StateEvent event) {
        states.add(event);
        notifyAll();
    }

    synchronized List<String> doubled() {
        return List.copyOf(doubled);
    }

    /// The texts whose beginning fits, in the order of their chat.
    synchronized List<String> texts(String prefix) {
        return order.values().stream()
                .flatMap(Set::stream)
                .map(id -> texts.getOrDefault(id, ""))
                .filter(text -> text.startsWith(prefix))
                .toList();
    }

    synchronized Set<String> awaitTexts(String prefix, int count, Duration patience) {
        var _ = awaitUntil(() -> Set.copyOf(texts(prefix)).size() >= count, patience);
        return Set.copyOf(texts(prefix));
    }

    /// The first event of the type among those that came after `skip` and those that will.
    synchronized <E extends StateEvent> E await(Class<E> type, int skip, Duration patience) {
        if (!awaitUntil(() -> first(type, skip).isPresent(), patience)) {
            throw new AssertionError("no " + type.getSimpleName() + " after event " + skip + " of " + states);
        }
        return first(type, skip).orElseThrow();
    }

    private <E extends StateEvent> Optional<E> first(Class<E> type, int skip) {
        return states.stream()
                .skip(skip)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    synchronized int stateCount() {
        return states.size();
    }

    /// Waits until anything is told, or a moment has passed.
    synchronized void awaitNews(Duration patience) {
        int before = states.size();
        var _ = awaitUntil(() -> states.size() > before, patience);
    }

    /// Whether somebody has to connect by hand: the last thing heard is an end after which nothing comes by
    /// itself.
    synchronized boolean wasReplaced() {
        return !states.isEmpty()
                && states.getLast() instanceof StateEvent.Disconnected(DisconnectCause.StreamReplaced _, var _);
    }

    private boolean awaitUntil(BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return true;
    }
}
