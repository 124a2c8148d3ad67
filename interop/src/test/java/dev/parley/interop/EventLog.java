package dev.parley.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Everything that happened so far, in order, and the way to wait for what has yet to happen. Thread-safe.
final class EventLog<E> {
    private final List<E> events = new ArrayList<>();

    synchronized void add(E event) {
        events.add(event);
        notifyAll();
    }

    synchronized <T extends E> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The first event of this type that is `wanted`, one of the past included.
    <T extends E> T await(Class<T> type, Predicate<? super T> wanted, Duration timeout) {
        return await(type, wanted, 1, timeout).getFirst();
    }

    /// The events of this type that are `wanted`, as soon as there are at least `count`, those of the past
    /// included.
    ///
    /// @throws AssertionError when the time is up; its message shows the last events
    synchronized <T extends E> List<T> await(Class<T> type, Predicate<? super T> wanted, int count, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<T> found = matching(type, wanted);
        try {
            while (found.size() < count) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new AssertionError("%d of %d %s after %s; the last events: %s"
                            .formatted(found.size(), count, type.getSimpleName(), timeout, last(6)));
                }
                wait(left);
                found = matching(type, wanted);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an event", interrupted);
        }
        return found;
    }

    private <T extends E> List<T> matching(Class<T> type, Predicate<? super T> wanted) {
        return all(type).stream().filter(wanted).toList();
    }

    private List<E> last(int count) {
        return List.copyOf(events.subList(Math.max(0, events.size() - count), events.size()));
    }
}
