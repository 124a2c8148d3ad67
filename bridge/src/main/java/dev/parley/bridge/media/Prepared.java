package dev.parley.bridge.media;

import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.util.Optional;

/// A file in the form in which phones show it best, kept in the store.
///
/// @param duration of a film; zero when it does not say
/// @param thumbnail a small JPEG; empty when there is none
public record Prepared(
        Kind kind,
        StoredContent content,
        String mimetype,
        Optional<Dimensions> dimensions,
        Duration duration,
        Bytes thumbnail) {
    /// As what it is sent.
    public enum Kind {
        IMAGE,
        VIDEO,
        DOCUMENT
    }
}
