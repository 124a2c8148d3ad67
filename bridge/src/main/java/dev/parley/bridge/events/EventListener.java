package dev.parley.bridge.events;

/// Whoever passes events on. Must neither block nor throw.
public interface EventListener {
    /// A committed event; called on the feed's thread, in order, each once.
    void event(Event event);

    /// Something of the moment; called on the thread where it happened, in no order with the events that are stored.
    void passing(PassingEvent event);
}
