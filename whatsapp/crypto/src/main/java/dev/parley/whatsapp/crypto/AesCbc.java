package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/// AES-CBC (NIST SP 800-38A) with PKCS#7 padding. Thread-safe.
/// It authenticates nothing: check the MAC of a ciphertext before decrypting it.
public final class AesCbc {
    private AesCbc() {}

    /// Pads and encrypts.
    ///
    /// @param key 16, 24 or 32 bytes
    /// @param iv 16 bytes
    /// @return 1 to 16 bytes more than the plaintext, in whole blocks
    public static byte[] encrypt(byte[] key, byte[] iv, byte[] plaintext) {
        return run(Cipher.ENCRYPT_MODE, key, iv, plaintext);
    }

    /// The plaintext without its padding.
    ///
    /// @throws CryptoException if the ciphertext is not of whole blocks or its padding is wrong
    public static byte[] decrypt(byte[] key, byte[] iv, byte[] ciphertext) {
        if (ciphertext.length == 0) {
            throw new CryptoException("An AES-CBC ciphertext has at least one block");
        }
        return run(Cipher.DECRYPT_MODE, key, iv, ciphertext);
    }

    private static byte[] run(int mode, byte[] key, byte[] iv, byte[] input) {
        try {
            return Aes.cipher("AES/CBC/PKCS5Padding", mode, key, new IvParameterSpec(iv))
                    .doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-CBC failed on " + input.length + " bytes", e);
        }
    }
}
