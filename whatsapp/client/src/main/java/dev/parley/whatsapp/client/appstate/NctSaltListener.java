package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;

/// Told of the salt from which tokens are made for chats that have none of their own. Runs inside the
/// transaction in which the change is stored, so it must not wait for the network.
@FunctionalInterface
public interface NctSaltListener {
    /// @param salt empty when it was taken back
    void changed(Records records, Optional<Bytes> salt);
}
