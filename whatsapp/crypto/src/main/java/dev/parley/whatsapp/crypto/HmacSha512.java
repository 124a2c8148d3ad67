package dev.parley.whatsapp.crypto;

/// HMAC-SHA-512 (RFC 2104). Thread-safe.
public final class HmacSha512 {
    private HmacSha512() {}

    /// The 64-byte code of the parts, one after the other. Compare codes with [java.security.MessageDigest#isEqual].
    public static byte[] of(byte[] key, byte[]... parts) {
        return Hmac.of("HmacSHA512", key, parts);
    }
}
