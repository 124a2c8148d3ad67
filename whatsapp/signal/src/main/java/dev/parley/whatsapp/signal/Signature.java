package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.XEdDsa;
import java.util.Arrays;

/// An XEdDSA signature: 64 bytes, immutable, compares by value.
public final class Signature {
    public static final int LENGTH = XEdDsa.SIGNATURE_LENGTH;

    private final byte[] bytes;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the 64 bytes.
    ///
    /// @throws IllegalArgumentException if the length is another
    public static Signature of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a signature has 64 bytes, not " + bytes.length);
        }
        return new Signature(bytes.clone());
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signature signature && Arrays.equals(bytes, signature.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Signature[64 bytes]";
    }
}
