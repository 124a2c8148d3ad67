package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/// AES in counter mode (NIST SP 800-38A section 6.5), the counter being all 16 bytes, big-endian. Thread-safe.
/// It authenticates nothing, and the caller must never use one pair of key and first counter twice.
public final class AesCtr {
    private AesCtr() {}

    /// Encrypts a plaintext, or decrypts a ciphertext: in this mode the two are one. The result is as long as `input`.
    ///
    /// @param key 16, 24 or 32 bytes
    /// @param iv the first counter, 16 bytes
    public static byte[] apply(byte[] key, byte[] iv, byte[] input) {
        try {
            return Aes.cipher("AES/CTR/NoPadding", Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv))
                    .doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-CTR failed on " + input.length + " bytes", e);
        }
    }
}
