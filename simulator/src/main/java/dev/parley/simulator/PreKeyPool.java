package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The one-time pre-keys that a device has uploaded and nobody has fetched, oldest first.
///
/// They are packed, since every companion leaves 812 of them here and a thousand companions may be linked.
/// Guarded by the directory's lock.
final class PreKeyPool {
    private static final int ENTRY_LENGTH = Integer.BYTES + PublicKey.LENGTH;

    private byte[] packed = {};

    int size() {
        return packed.length / ENTRY_LENGTH;
    }

    void addAll(List<OneTimePreKey> keys) {
        ByteBuffer all =
                ByteBuffer.allocate(packed.length + keys.size() * ENTRY_LENGTH).put(packed);
        keys.forEach(key -> all.putInt(key.id()).put(key.key().bytes()));
        packed = all.array();
    }

    void clear() {
        packed = new byte[0];
    }

    /// Removes and gives the oldest key.
    Optional<OneTimePreKey> take() {
        List<OneTimePreKey> oldest = read(Math.min(1, size()));
        if (oldest.isEmpty()) {
            return Optional.empty();
        }
        byte[] rest = new byte[packed.length - ENTRY_LENGTH];
        System.arraycopy(packed, ENTRY_LENGTH, rest, 0, rest.length);
        packed = rest;
        return Optional.of(oldest.getFirst());
    }

    List<OneTimePreKey> all() {
        return read(size());
    }

    private List<OneTimePreKey> read(int count) {
        ByteBuffer entries = ByteBuffer.wrap(packed);
        List<OneTimePreKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = entries.getInt();
            byte[] key = new byte[PublicKey.LENGTH];
            entries.get(key);
            keys.add(new OneTimePreKey(id, PublicKey.of(key)));
        }
        return keys;
    }
}
