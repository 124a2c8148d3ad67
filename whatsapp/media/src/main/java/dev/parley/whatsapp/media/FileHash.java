package dev.parley.whatsapp.media;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// The SHA-256 of a file, in the clear or encrypted. Immutable, compares by value.
public final class FileHash {
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private FileHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the 32 bytes.
    ///
    /// @throws IllegalArgumentException if the length is another
    public static FileHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + bytes.length);
        }
        return new FileHash(bytes.clone());
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The name of an encrypted file in the addresses of the media servers: base64url without padding. (whatsmeow pads
    /// it; servers take both.)
    public String token() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The first four bytes: enough to tell files apart in a log.
    @Override
    public String toString() {
        return "FileHash[" + HexFormat.of().formatHex(bytes, 0, 4) + "…]";
    }
}
