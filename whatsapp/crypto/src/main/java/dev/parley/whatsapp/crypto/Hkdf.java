package dev.parley.whatsapp.crypto;

/// HKDF with HMAC-SHA-256 (RFC 5869). Thread-safe.
public final class Hkdf {
    private static final int HASH_LENGTH = 32;
    private static final int MAX_LENGTH = 255 * HASH_LENGTH;

    private Hkdf() {}

    /// Extracts and expands `length` bytes. Input key material, salt and info may each be empty; no salt is the empty
    /// one.
    public static byte[] sha256(byte[] ikm, byte[] salt, byte[] info, int length) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("HKDF-SHA-256 gives 0 to " + MAX_LENGTH + " bytes, not " + length);
        }
        byte[] pseudoRandomKey = HmacSha256.of(salt, ikm);
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        for (int offset = 0, counter = 1; offset < length; offset += HASH_LENGTH, counter++) {
            block = HmacSha256.of(pseudoRandomKey, block, info, new byte[] {(byte) counter});
            System.arraycopy(block, 0, output, offset, Math.min(HASH_LENGTH, length - offset));
        }
        return output;
    }
}
