package dev.parley.whatsapp.signal;

import java.security.MessageDigest;
import java.util.Arrays;

/// 32 bytes of key material that compare in constant time and never show themselves.
final class SecretBytes {
    static final int LENGTH = 32;

    private final byte[] bytes;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes `bytes` over without copying.
    static SecretBytes wrap(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a secret has 32 bytes, not " + bytes.length);
        }
        return new SecretBytes(bytes);
    }

    /// The bytes themselves, for this package, which only reads them.
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SecretBytes[32]";
    }
}
