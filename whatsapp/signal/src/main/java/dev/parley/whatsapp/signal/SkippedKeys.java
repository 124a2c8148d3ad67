package dev.parley.whatsapp.signal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The seeds of messages that a chain jumped over and that may still come. Immutable.
///
/// One packed array, as it is stored, since it is read and written with every message: 36 bytes an entry (index,
/// seed), ascending.
final class SkippedKeys {
    /// More would let a peer grow a record without bound; the oldest go first.
    static final int MAX = 2000;

    static final SkippedKeys NONE = new SkippedKeys(new byte[0]);

    private static final int ENTRY = Integer.BYTES + SecretBytes.LENGTH;

    private final byte[] entries;

    private SkippedKeys(byte[] entries) {
        this.entries = entries;
    }

    /// Takes `entries` over without copying.
    static SkippedKeys wrap(byte[] entries) {
        if (entries.length % ENTRY != 0) {
            throw new CorruptSessionException("skipped keys of " + entries.length + " bytes");
        }
        return entries.length == 0 ? NONE : new SkippedKeys(entries);
    }

    int size() {
        return entries.length / ENTRY;
    }

    Optional<SecretBytes> seed(long index) {
        int offset = offset(index);
        if (offset == entries.length) {
            return Optional.empty();
        }
        byte[] seed = new byte[SecretBytes.LENGTH];
        System.arraycopy(entries, offset + Integer.BYTES, seed, 0, seed.length);
        return Optional.of(SecretBytes.wrap(seed));
    }

    SkippedKeys without(long index) {
        int offset = offset(index);
        if (offset == entries.length) {
            return this;
        }
        byte[] rest = new byte[entries.length - ENTRY];
        System.arraycopy(entries, 0, rest, 0, offset);
        System.arraycopy(entries, offset + ENTRY, rest, offset, rest.length - offset);
        return wrap(rest);
    }

    /// @param first the index of the first of `seeds`, above all that are here; the others, at most 2000, follow it
    SkippedKeys with(long first, List<SecretBytes> seeds) {
        int dropped = Math.max(0, size() + seeds.size() - MAX) * ENTRY;
        int kept = entries.length - dropped;
        ByteBuffer buffer = ByteBuffer.allocate(kept + seeds.size() * ENTRY);
        buffer.put(entries, dropped, kept);
        long index = first;
        for (SecretBytes seed : seeds) {
            buffer.putInt((int) index++).put(seed.shared());
        }
        return wrap(buffer.array());
    }

    /// The packed entries themselves, to be read only.
    byte[] shared() {
        return entries;
    }

    /// Where the entry starts, or the end.
    private int offset(long index) {
        ByteBuffer buffer = ByteBuffer.wrap(entries);
        int offset = 0;
        while (offset < entries.length && Integer.toUnsignedLong(buffer.getInt(offset)) != index) {
            offset += ENTRY;
        }
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SkippedKeys keys && MessageDigest.isEqual(entries, keys.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return "SkippedKeys[" + size() + "]";
    }
}
