package dev.parley.whatsapp.appstate;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The keys of one patch or snapshot: all of them, or the names of those that are missing.
final class KeyRing {
    private final Map<SyncKeyId, SyncKey> found = new HashMap<>();
    private final Set<SyncKeyId> missing = new LinkedHashSet<>();

    /// @param own of the patch or snapshot itself, besides those of its records
    KeyRing(SyncKeys keys, SyncKeyId own, List<SealedMutation> mutations) {
        add(keys, own);
        mutations.forEach(mutation -> add(keys, mutation.keyId()));
    }

    private void add(SyncKeys keys, SyncKeyId id) {
        if (!found.containsKey(id) && !missing.contains(id)) {
            keys.find(id).ifPresentOrElse(key -> found.put(id, key), () -> missing.add(id));
        }
    }

    Set<SyncKeyId> missing() {
        return Set.copyOf(missing);
    }

    /// @throws IllegalStateException if it is missing
    SyncKey key(SyncKeyId id) {
        SyncKey key = found.get(id);
        if (key == null) {
            throw new IllegalStateException("no key " + id);
        }
        return key;
    }
}
