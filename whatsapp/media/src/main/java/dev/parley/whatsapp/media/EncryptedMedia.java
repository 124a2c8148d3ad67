package dev.parley.whatsapp.media;

import java.util.Optional;
import java.util.OptionalLong;

/// What a message says about a file that was encrypted for it.
///
/// @param fileSha256      of the file in the clear
/// @param fileEncSha256   of the encrypted file, by which the media servers know it
/// @param fileLength      of the file in the clear, in bytes
/// @param encryptedLength of the encrypted file, in bytes
/// @param sidecar         of video and audio
public record EncryptedMedia(
        MediaType type,
        MediaKey key,
        FileHash fileSha256,
        FileHash fileEncSha256,
        long fileLength,
        long encryptedLength,
        Optional<Sidecar> sidecar) {

    /// What a receiver needs to decrypt and check the file.
    public MediaDescriptor descriptor() {
        return new MediaDescriptor(
                type, key, Optional.of(fileEncSha256), Optional.of(fileSha256), OptionalLong.of(fileLength));
    }
}
