package dev.parley.bridge.events;

/// What is true for a moment only, like typing: told to whoever listens now and kept nowhere, so it cannot be replayed.
///
/// @param data a JSON object
/// @param fromHere whether it happened in this bridge, and not in another one on the same database
public record PassingEvent(String channel, String sessionId, String data, boolean fromHere) {}
