package dev.parley.simulator.media;

import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/// A file as a message describes it.
///
/// @param sidecar may be empty
record MediaReference(MediaDraft draft, String directPath, MediaDescriptor descriptor, Bytes sidecar) {
    /// A phone wants every hash: a message without one is none that a client should send.
    ///
    /// @return empty when something is missing or has a wrong length
    static Optional<MediaReference> of(
            MediaDraft draft, String directPath, byte[] key, byte[] hash, byte[] encHash, long length, byte[] sidecar) {
        if (directPath.isEmpty()
                || key.length != MediaKey.LENGTH
                || hash.length != FileHash.LENGTH
                || encHash.length != FileHash.LENGTH) {
            return Optional.empty();
        }
        MediaDescriptor descriptor = new MediaDescriptor(
                draft.kind().type(),
                MediaKey.of(key),
                Optional.of(FileHash.of(encHash)),
                Optional.of(FileHash.of(hash)),
                OptionalLong.of(length));
        return Optional.of(new MediaReference(draft, directPath, descriptor, Bytes.wrap(sidecar)));
    }
}
