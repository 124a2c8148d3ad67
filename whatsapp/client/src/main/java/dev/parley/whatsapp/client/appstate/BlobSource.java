package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.proto.ExternalBlobReference;

/// Where snapshots and long patches are fetched from.
@FunctionalInterface
public interface BlobSource {
    /// Downloads, checks and decrypts a blob; blocks.
    ///
    /// @param atMost in bytes; what would be longer is refused before it is read
    /// @throws dev.parley.whatsapp.client.WhatsAppException when it cannot be had now
    byte[] fetch(ExternalBlobReference reference, long atMost);
}
