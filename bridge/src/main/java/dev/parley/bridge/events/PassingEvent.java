package dev.parley.bridge.events;

/// What is true for a moment only, like typing: told to whoever listens now and kept nowhere, so it cannot be replayed.
///
/// @param data a JSON object
public record PassingEvent(String channel, String sessionId, String data) {}
