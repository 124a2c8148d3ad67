package dev.parley.simulator;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// Faults that wait for the next stanza to befall, in the order in which they were armed. Thread-safe.
final class ArmedFaults<F> {
    private static final String ALL = "*";

    private final Map<String, Queue<F>> byPhone = new HashMap<>();

    synchronized void arm(Optional<String> phone, F fault) {
        byPhone.computeIfAbsent(phone.orElse(ALL), _ -> new ArrayDeque<>()).add(fault);
    }

    synchronized Optional<F> take(String phone) {
        return poll(phone).or(() -> poll(ALL));
    }

    synchronized void clear() {
        byPhone.clear();
    }

    private Optional<F> poll(String name) {
        return Optional.ofNullable(byPhone.get(name)).map(Queue::poll);
    }
}
