package dev.parley.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The latest messages and receipts of a phone, oldest first, for whoever asks or waits: what arrived, and apart
/// from it what the phone itself sent, and what came only to change other messages. Thread-safe.
final class PhoneLog {
    private static final int LIMIT = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<PhoneSighting> sightings = new ArrayList<>();
    private final List<PhoneMessage> messages = new ArrayList<>();
    private final List<PhoneMessage> sent = new ArrayList<>();
    private final List<PhoneMessage> changes = new ArrayList<>();
    private final List<PhoneReceipt> receipts = new ArrayList<>();

    void add(PhoneMessage message) {
        add(messages, message);
    }

    void add(PhoneReceipt receipt) {
        add(receipts, receipt);
    }

    void add(PhoneSighting sighting) {
        add(sightings, sighting);
    }

    List<PhoneSighting> sightings() {
        return copy(sightings);
    }

    PhoneSighting awaitSighting(Predicate<PhoneSighting> condition, Duration atMost) {
        return await(sightings, condition, atMost);
    }

    void addChange(PhoneMessage change) {
        add(changes, change);
    }

    PhoneMessage awaitChange(Predicate<PhoneMessage> condition, Duration atMost) {
        return await(changes, condition, atMost);
    }

    void addSent(PhoneMessage message) {
        add(sent, message);
    }

    /// Changes the messages that `which` names, whoever sent them.
    void change(Predicate<PhoneMessage> which, UnaryOperator<PhoneMessage> change) {
        lock.lock();
        try {
            for (List<PhoneMessage> list : List.of(messages, sent)) {
                list.replaceAll(message -> which.test(message) ? change.apply(message) : message);
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The latest of that id, arrived or sent.
    Optional<PhoneMessage> find(String id) {
        return Stream.concat(messages().stream(), sent().stream())
                .filter(message -> message.id().equals(id))
                .reduce((_, later) -> later);
    }

    List<PhoneMessage> messages() {
        return copy(messages);
    }

    List<PhoneMessage> sent() {
        return copy(sent);
    }

    List<PhoneReceipt> receipts() {
        return copy(receipts);
    }

    PhoneMessage awaitMessage(Predicate<PhoneMessage> condition, Duration atMost) {
        return await(messages, condition, atMost);
    }

    PhoneMessage awaitSent(Predicate<PhoneMessage> condition, Duration atMost) {
        return await(sent, condition, atMost);
    }

    PhoneReceipt awaitReceipt(Predicate<PhoneReceipt> condition, Duration atMost) {
        return await(receipts, condition, atMost);
    }

    private <T> void add(List<T> list, T entry) {
        lock.lock();
        try {
            if (list.size() == LIMIT) {
                list.removeFirst();
            }
            list.addLast(entry);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> copy(Collection<T> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    private <T> T await(Collection<T> list, Predicate<T> condition, Duration atMost) {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<T> found = list.stream().filter(condition).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                if (nanos <= 0) {
                    throw ControlException.timeout("Nothing of the kind arrived within " + atMost);
                }
                nanos = added.awaitNanos(nanos);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ControlException.timeout("Interrupted while waiting");
        } finally {
            lock.unlock();
        }
    }
}
