package dev.parley.simulator;

import dev.parley.whatsapp.proto.ExternalBlobReference;
import java.util.Optional;

/// Where the server puts what does not fit in an answer.
@FunctionalInterface
interface AppStateBlobs {
    /// Encrypts the content and offers it for download. Empty where there is no such place.
    Optional<ExternalBlobReference> publish(byte[] content);
}
