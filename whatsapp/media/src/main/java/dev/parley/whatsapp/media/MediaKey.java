package dev.parley.whatsapp.media;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// The secret of one file, which travels in the message: 32 bytes, fresh for each file, shared only by a file and its
/// thumbnail. Immutable; compares by value in constant time; never shows its content.
public final class MediaKey {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private MediaKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static MediaKey generate(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new MediaKey(bytes);
    }

    /// Copies the 32 bytes.
    ///
    /// @throws IllegalArgumentException if the length is another
    public static MediaKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a media key has 32 bytes, not " + bytes.length);
        }
        return new MediaKey(bytes.clone());
    }

    /// A copy, the caller's own to protect.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MediaKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "MediaKey[32 bytes]";
    }
}
