package dev.parley.whatsapp.appstate;

import java.util.Set;

/// Records are encrypted with keys that we do not have. The way on: ask the own devices for them, leave the collection
/// until a key share brings them, and try again.
public record MissingKeys(Set<SyncKeyId> ids) implements PatchResult, SnapshotResult {}
