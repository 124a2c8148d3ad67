package dev.parley.whatsapp.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/// A Curve25519 private key: 32 bytes, kept as given and clamped (RFC 7748 section 5) whenever used.
/// Immutable; compares by value in constant time; never shows its content.
public final class PrivateKey {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private PrivateKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the 32 bytes.
    ///
    /// @throws InvalidKeyException if the length is another
    public static PrivateKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new InvalidKeyException("A private key has 32 bytes, not " + bytes.length);
        }
        return new PrivateKey(bytes.clone());
    }

    /// A copy of the 32 bytes, the caller's own to protect.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrivateKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "PrivateKey[32 bytes]";
    }
}
