package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A file on WhatsApp's media servers, as its message describes it.
///
/// @param key empty when the message has none of the right length: the file cannot be read then
/// @param encryptedHash of the encrypted file
/// @param hash of the file in the clear
/// @param length of the file in the clear, in bytes, as the sender says
/// @param directPath its path on any of the media hosts
/// @param url where the sender put it; the direct path is preferred
/// @param keyTimestamp when the key was made, to the second
/// @param sidecar codes for playing the beginning before the rest is there; may be empty
public record MediaFile(
        MediaType type,
        Optional<MediaKey> key,
        Optional<FileHash> encryptedHash,
        Optional<FileHash> hash,
        OptionalLong length,
        Optional<String> mimetype,
        Optional<String> directPath,
        Optional<String> url,
        Optional<Instant> keyTimestamp,
        Bytes sidecar) {
    /// What decryption needs and checks; empty without a key.
    public Optional<MediaDescriptor> descriptor() {
        return key.map(known -> new MediaDescriptor(type, known, encryptedHash, hash, length));
    }

    /// To download it; empty without a key or a path.
    public Optional<RemoteMedia> remote() {
        return directPath.flatMap(path -> descriptor().map(known -> new RemoteMedia(path, known)));
    }
}
