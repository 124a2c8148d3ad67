package dev.parley.whatsapp.appstate;

/// Nothing of it may be used. The way on: drop the collection's state and ask for a snapshot, once.
///
/// @param detail in words for a log: lengths and names, never content
public record Refused(Refusal reason, String detail) implements PatchResult, SnapshotResult {}
