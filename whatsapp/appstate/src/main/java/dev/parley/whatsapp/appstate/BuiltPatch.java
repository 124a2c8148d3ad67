package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.SyncdPatch;

/// A patch of our own.
///
/// @param patch   what to upload; it has no version, the server stamps it
/// @param outcome what the collection is once the server has taken the patch
public record BuiltPatch(SyncdPatch patch, Applied outcome) {}
