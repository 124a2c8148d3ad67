package dev.parley.whatsapp.client.content;

import java.util.Optional;

/// What the sender says a link leads to. Receivers never fetch it themselves.
///
/// @param link as it stands in the text
public record LinkPreview(
        String link, Optional<String> title, Optional<String> description, Optional<Thumbnail> thumbnail) {}
