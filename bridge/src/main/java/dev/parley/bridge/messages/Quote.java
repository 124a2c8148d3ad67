package dev.parley.bridge.messages;

/// The message that another one answers to.
public record Quote(String id, String content) {}
