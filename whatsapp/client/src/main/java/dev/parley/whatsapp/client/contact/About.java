package dev.parley.whatsapp.client.contact;

import java.time.Instant;
import java.util.Optional;

/// What WhatsApp lets this account see of what a person wrote about themselves.
public sealed interface About {
    /// @param text may be empty
    /// @param since when it was written, if WhatsApp tells
    record Known(String text, Optional<Instant> since) implements About {}

    /// The person does not let this account see it.
    record Hidden() implements About {}
}
