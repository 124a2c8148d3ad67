package dev.parley.whatsapp.client.contact;

import java.net.URI;

/// What WhatsApp lets this account see of a profile picture.
public sealed interface Picture {
    /// @param id changes with the picture
    /// @param url where the JPEG can be had without a key, for some hours; on whatever host WhatsApp names
    record Found(String id, URI url) implements Picture {}

    /// It is the one whose id was named.
    record Unchanged() implements Picture {}

    /// The person has none.
    record None() implements Picture {}

    /// The person does not let this account see it.
    record Hidden() implements Picture {}
}
