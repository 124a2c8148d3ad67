package dev.parley.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The latest messages and receipts of a phone, oldest first, for whoever asks or waits. Thread-safe.
final class PhoneLog {
    private static final int LIMIT = 10_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Deque<PhoneMessage> messages = new ArrayDeque<>();
    private final Deque<PhoneReceipt> receipts = new ArrayDeque<>();
    private final Deque<PhoneSighting> sightings = new ArrayDeque<>();

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

    List<PhoneMessage> messages() {
        return copy(messages);
    }

    List<PhoneReceipt> receipts() {
        return copy(receipts);
    }

    PhoneMessage awaitMessage(Predicate<PhoneMessage> condition, Duration atMost) {
        return await(messages, condition, atMost);
    }

    PhoneReceipt awaitReceipt(Predicate<PhoneReceipt> condition, Duration atMost) {
        return await(receipts, condition, atMost);
    }

    private <T> void add(Deque<T> list, T entry) {
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
