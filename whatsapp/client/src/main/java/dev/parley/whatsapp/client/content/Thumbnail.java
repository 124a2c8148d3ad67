package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;

/// A small picture of what a message is about.
///
/// @param image a JPEG (of a sticker a PNG) of a few kilobytes in the message itself; empty when there is none
/// @param file a larger one on WhatsApp's servers, under the media key of the message
public record Thumbnail(Bytes image, Optional<MediaFile> file) {
    public static Thumbnail of(Bytes image) {
        return new Thumbnail(image, Optional.empty());
    }
}
