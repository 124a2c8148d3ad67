package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// PBKDF2 with HMAC-SHA-256 (RFC 8018 section 5.2). Thread-safe.
public final class Pbkdf2 {
    private Pbkdf2() {}

    /// Derives `length` bytes from the UTF-8 form of `password`. Slow by intention: 131072 iterations take some tens of
    /// milliseconds.
    ///
    /// @param salt at least one byte
    /// @param iterations at least 1
    /// @param length at least 1
    public static byte[] sha256(String password, byte[] salt, int iterations, int length) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, Math.multiplyExact(8, length));
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            spec.clearPassword();
        }
    }
}
