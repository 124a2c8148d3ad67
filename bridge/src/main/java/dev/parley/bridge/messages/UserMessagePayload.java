package dev.parley.bridge.messages;

/// The payload of `wa:message`.
record UserMessagePayload(String sessionId, MessageInfo message) {}
