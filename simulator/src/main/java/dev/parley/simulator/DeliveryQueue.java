package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What the server keeps for one device until the device clears it: first in, first out, the whole of it again on
/// every connection. Guarded by the directory's lock.
final class DeliveryQueue {
    private final int limit;
    private final TreeMap<Long, Delivery> bySequence = new TreeMap<>();
    private final Map<String, List<Delivery>> byId = new HashMap<>();
    private long latest;
    /// Everything up to here has gone out on the present connection.
    private long sentUpTo;

    DeliveryQueue(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return bySequence.size() >= limit;
    }

    void add(Node stanza) {
        latest++;
        Delivery delivery = new Delivery(latest, stanza);
        bySequence.put(latest, delivery);
        byId.computeIfAbsent(delivery.id(), _ -> new ArrayList<>(1)).add(delivery);
    }

    /// The number of the newest stanza that was ever added.
    long latest() {
        return latest;
    }

    /// What has not gone out on the present connection.
    List<Delivery> unsent() {
        return List.copyOf(bySequence.tailMap(sentUpTo, false).values());
    }

    Optional<Delivery> nextUnsent() {
        return Optional.ofNullable(bySequence.higherEntry(sentUpTo)).map(Map.Entry::getValue);
    }

    void markSent(Delivery delivery) {
        sentUpTo = delivery.sequence();
    }

    /// Starts over, for a new connection.
    void rewind() {
        sentUpTo = 0;
    }

    /// The longest-waiting stanza that went out on this connection and was not cleared.
    Optional<Delivery> oldestUncleared() {
        return Optional.ofNullable(bySequence.firstEntry())
                .map(Map.Entry::getValue)
                .filter(delivery -> delivery.sequence() <= sentUpTo);
    }

    /// What has that id, oldest first.
    List<Delivery> withId(String id) {
        return List.copyOf(byId.getOrDefault(id, List.of()));
    }

    void clear(Delivery delivery) {
        bySequence.remove(delivery.sequence());
        byId.computeIfPresent(delivery.id(), (_, sameId) -> {
            sameId.remove(delivery);
            return sameId.isEmpty() ? null : sameId;
        });
    }

    void clearWhere(String id, Predicate<Delivery> condition) {
        withId(id).stream().filter(condition).forEach(this::clear);
    }
}
