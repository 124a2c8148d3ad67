package dev.parley.whatsapp.media;

import java.util.Optional;
import java.util.OptionalLong;

/// What a message says about its file, as far as it is needed to decrypt and check it. All that is given is checked.
///
/// @param fileEncSha256 of the encrypted file
/// @param fileSha256    of the file in the clear. Other clients forgive a wrong one in a message: to do the same leave
///                      it empty, and compare with [DecryptedMedia#fileSha256]. In history and app state it must be
///                      right
/// @param fileLength    of the file in the clear, in bytes; any value
public record MediaDescriptor(
        MediaType type,
        MediaKey key,
        Optional<FileHash> fileEncSha256,
        Optional<FileHash> fileSha256,
        OptionalLong fileLength) {}
