package dev.parley.whatsapp.appstate;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// An authentication code of 32 bytes: an index MAC, by which a record is known, a value MAC, which stands for its
/// content, or the MAC of a patch or snapshot. Immutable; compares by value in constant time. Not secret.
public final class Mac {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Mac(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the 32 bytes.
    ///
    /// @throws IllegalArgumentException if the length is another
    public static Mac of(byte[] bytes) {
        return wrap(bytes.clone());
    }

    /// Takes `bytes` over without copying.
    static Mac wrap(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a MAC has 32 bytes, not " + bytes.length);
        }
        return new Mac(bytes);
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The bytes themselves, for this package, which only reads them.
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mac mac && MessageDigest.isEqual(bytes, mac.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The first four bytes: enough to tell records apart in a log.
    @Override
    public String toString() {
        return "Mac[" + HexFormat.of().formatHex(bytes, 0, 4) + "…]";
    }
}
