package dev.parley.whatsapp.appstate;

import java.util.Optional;

/// Access to the keys that the phone has shared. Asked once per key in a patch or snapshot.
@FunctionalInterface
public interface SyncKeys {

    /// Empty if it was never received: the phone must be asked for it.
    Optional<SyncKey> find(SyncKeyId id);
}
