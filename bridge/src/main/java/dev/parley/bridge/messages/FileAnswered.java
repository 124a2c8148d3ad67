package dev.parley.bridge.messages;

/// The phone answered a request for a file; published when that is committed.
public record FileAnswered(String sessionId, String messageId) {}
