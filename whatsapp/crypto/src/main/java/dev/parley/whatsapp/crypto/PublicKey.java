package dev.parley.whatsapp.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/// A Curve25519 public key: the 32 bytes of the Montgomery u coordinate (RFC 7748). Immutable, compares by value.
public final class PublicKey {
    public static final int LENGTH = 32;

    /// The byte that Signal's wire messages put before a Curve25519 key ("DJB type").
    private static final byte TYPE = 0x05;

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the 32 raw bytes.
    ///
    /// @throws InvalidKeyException if the length is another
    public static PublicKey of(byte[] raw) {
        if (raw.length != LENGTH) {
            throw new InvalidKeyException("A public key has 32 bytes, not " + raw.length);
        }
        return new PublicKey(raw.clone());
    }

    /// Reads the 33-byte form of Signal's messages: `0x05`, then the raw key.
    ///
    /// @throws InvalidKeyException if length or type byte is another
    public static PublicKey fromTyped(byte[] typed) {
        if (typed.length != LENGTH + 1) {
            throw new InvalidKeyException("A typed public key has 33 bytes, not " + typed.length);
        }
        if (typed[0] != TYPE) {
            throw new InvalidKeyException("Unknown public key type " + typed[0]);
        }
        return new PublicKey(Arrays.copyOfRange(typed, 1, typed.length));
    }

    /// A copy of the 32 raw bytes, as stanzas and Noise carry them.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// `0x05`, then the 32 raw bytes: the form inside Signal messages and under the signature of a signed pre-key.
    public byte[] typed() {
        byte[] typed = new byte[LENGTH + 1];
        typed[0] = TYPE;
        System.arraycopy(bytes, 0, typed, 1, LENGTH);
        return typed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// The first four bytes: enough to tell keys apart in a log.
    @Override
    public String toString() {
        return "PublicKey[" + HexFormat.of().formatHex(bytes, 0, 4) + "…]";
    }
}
