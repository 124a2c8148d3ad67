package dev.parley.bridge.events;

import org.springframework.stereotype.Component;

/// Lets others follow the events. Thread-safe.
@Component
public class EventTails {
    private final EventTable table;
    private final EventWakes wakes;

    EventTails(EventTable table, EventWakes wakes) {
        this.table = table;
        this.wakes = wakes;
    }

    /// A tail that is not started yet; whoever asks for it starts and stops it.
    ///
    /// @param name of its thread
    public EventTail of(String name, EventTail.Follower follower) {
        return new EventTail(name, table, wakes, follower);
    }
}
