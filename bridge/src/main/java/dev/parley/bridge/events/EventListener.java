package dev.parley.bridge.events;

/// Whoever passes committed events on.
@FunctionalInterface
public interface EventListener {
    /// Called on the feed's thread, in order: must neither block nor throw.
    void event(Event event);
}
