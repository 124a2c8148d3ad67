package dev.parley.bridge.events;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Hands each committed event to every listener, once and in order. While nobody listens, nothing is read.
///
/// Thread-safe; one thread reads and calls the listeners.
@Component
public class EventFeed implements SmartLifecycle, EventTail.Follower {
    private final EventTable table;
    private final EventTail tail;
    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();

    /// Where the next page begins; written by the reader, and by [#listen(EventListener)] while there is no
    /// listener.
    private volatile Event.Position position = Event.Position.START;

    EventFeed(EventTable table, EventTails tails) {
        this.table = table;
        this.tail = tails.of("event-feed", this);
    }

    /// Everything committed from now on is handed to `listener`.
    public void listen(EventListener listener) {
        synchronized (listeners) {
            if (listeners.isEmpty()) {
                position = table.now();
            }
            listeners.add(listener);
        }
    }

    public void ignore(EventListener listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    @Override
    public Optional<Event.Position> position() {
        return listeners.isEmpty() ? Optional.empty() : Optional.of(position);
    }

    @Override
    public void take(List<Event> page) {
        for (Event event : page) {
            listeners.forEach(listener -> listener.event(event));
            position = event.position();
        }
    }

    @Override
    public void start() {
        tail.start();
    }

    @Override
    public void stop() {
        tail.stop();
    }

    @Override
    public boolean isRunning() {
        return tail.isRunning();
    }
}
