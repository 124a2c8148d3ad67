package dev.parley.bridge.events;

/// A session and whose it is: what events about it need to know.
public record SessionRef(String id, String userId) {}
