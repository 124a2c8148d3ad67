package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.ExternalBlobReference;

/// What became of a patch.
public sealed interface PatchResult
        permits Applied,
                MissingKeys,
                Refused,
                PatchResult.AlreadyApplied,
                PatchResult.VersionGap,
                PatchResult.ExternalMutations {

    /// The collection has that version or a later one: the patch came twice, or was overtaken by a snapshot.
    record AlreadyApplied(long version) implements PatchResult {}

    /// Patches before this one are missing. The way on: ask for those since the collection's version, or, if that is 0,
    /// for a snapshot.
    ///
    /// @param expected the version that would be next
    record VersionGap(long expected, long found) implements PatchResult {}

    /// The patch's mutations are in a blob on the media servers. The way on: download and decrypt it with app state
    /// media keys, then apply the patch with it.
    record ExternalMutations(ExternalBlobReference reference) implements PatchResult {}
}
