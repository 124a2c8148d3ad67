package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.media.MediaDescriptor;

/// A file on the media servers.
///
/// @param directPath its path on any of the hosts, with its query, as a message says it
/// @param descriptor what it must turn out to be
public record RemoteMedia(String directPath, MediaDescriptor descriptor) {
    /// The same file, which the phone has uploaded once more.
    public RemoteMedia at(String newPath) {
        return new RemoteMedia(newPath, descriptor);
    }
}
