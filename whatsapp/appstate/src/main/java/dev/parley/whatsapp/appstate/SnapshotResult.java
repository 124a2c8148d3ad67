package dev.parley.whatsapp.appstate;

/// What became of a snapshot.
public sealed interface SnapshotResult permits Applied, MissingKeys, Refused {}
