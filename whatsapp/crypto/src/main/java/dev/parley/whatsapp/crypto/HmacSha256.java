package dev.parley.whatsapp.crypto;

/// HMAC-SHA-256 (RFC 2104). Thread-safe.
public final class HmacSha256 {
    private HmacSha256() {}

    /// The 32-byte code of the parts, one after the other. Compare codes with [java.security.MessageDigest#isEqual].
    public static byte[] of(byte[] key, byte[]... parts) {
        return Hmac.of("HmacSHA256", key, parts);
    }
}
