package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.HmacSha256;

/// The key of a chain at one of its messages (Double Ratchet specification, "KDF_CK").
///
/// @param index of the message that [#seed()] is for, from 0; unsigned 32 bits on the wire
record ChainKey(long index, SecretBytes key) {
    private static final byte[] SEED = {1};
    private static final byte[] NEXT = {2};

    static ChainKey first(SecretBytes key) {
        return new ChainKey(0, key);
    }

    /// From which the keys of this message are derived.
    SecretBytes seed() {
        return SecretBytes.wrap(HmacSha256.of(key.shared(), SEED));
    }

    ChainKey next() {
        return new ChainKey(index + 1, SecretBytes.wrap(HmacSha256.of(key.shared(), NEXT)));
    }
}
