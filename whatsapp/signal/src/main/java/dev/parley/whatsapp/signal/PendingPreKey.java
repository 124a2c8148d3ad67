package dev.parley.whatsapp.signal;

import java.util.OptionalInt;

/// The other side's pre-keys that a session of ours was built with, named in every message until it has answered.
///
/// @param preKeyId empty if the bundle had no one-time pre-key
record PendingPreKey(OptionalInt preKeyId, int signedPreKeyId) {}
