package dev.parley.simulator.media;

import dev.parley.whatsapp.media.FileHash;
import java.nio.file.Path;
import java.time.Instant;

/// An encrypted file on the media servers.
///
/// @param hash of the body; the token of its upload
/// @param directPath where it can be had, with a query
/// @param body on this machine's disk
/// @param length of the body, in bytes
/// @param goneStatus what is answered once it has expired: 403, 404 or 410
record StoredFile(FileHash hash, String directPath, Path body, long length, Instant expiresAt, int goneStatus) {
    StoredFile expired(int status) {
        return new StoredFile(hash, directPath, body, length, Instant.MIN, status);
    }

    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
