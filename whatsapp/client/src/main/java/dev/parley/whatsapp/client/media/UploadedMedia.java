package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.media.EncryptedMedia;
import java.net.URI;
import java.time.Instant;

/// A file that lies on the media servers now: all that a message must say about it.
///
/// @param media keys, hashes, lengths, sidecar
/// @param directPath where it lies on any of the hosts
/// @param url where it lies on one of them; some clients look only there
/// @param keyTimestamp when the media key was made, to the second
public record UploadedMedia(EncryptedMedia media, String directPath, URI url, Instant keyTimestamp) {
    /// To download it.
    public RemoteMedia remote() {
        return new RemoteMedia(directPath, media.descriptor());
    }
}
