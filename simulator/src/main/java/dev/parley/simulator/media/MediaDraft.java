package dev.parley.simulator.media;

import java.util.Optional;

/// What a phone says about a file that it sends.
///
/// @param fileName of documents
public record MediaDraft(MediaKind kind, String mimetype, Optional<String> fileName, Optional<String> caption) {
    public static MediaDraft of(MediaKind kind, String mimetype) {
        return new MediaDraft(kind, mimetype, Optional.empty(), Optional.empty());
    }

    public MediaDraft captioned(String words) {
        return new MediaDraft(kind, mimetype, fileName, Optional.of(words));
    }

    public MediaDraft named(String name) {
        return new MediaDraft(kind, mimetype, Optional.of(name), caption);
    }
}
