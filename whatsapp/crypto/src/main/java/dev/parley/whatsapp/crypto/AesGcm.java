package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// AES-GCM with its 16-byte tag behind the ciphertext (NIST SP 800-38D). Thread-safe.
/// The caller must never encrypt twice with one pair of key and `iv`.
public final class AesGcm {
    public static final int TAG_LENGTH = 16;

    /// The length of nonce that the specification recommends; no other is accepted.
    public static final int IV_LENGTH = 12;

    private AesGcm() {}

    /// Encrypts and authenticates.
    ///
    /// @param key 16, 24 or 32 bytes
    /// @param iv 12 bytes
    /// @param aad authenticated, not encrypted; may be empty
    /// @return the ciphertext with its tag, 16 bytes longer than the plaintext
    public static byte[] encrypt(byte[] key, byte[] iv, byte[] aad, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, iv, aad).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM failed on " + plaintext.length + " bytes", e);
        }
    }

    /// The plaintext of a ciphertext with its tag.
    ///
    /// @throws AuthenticationException if the tag does not fit, or the ciphertext is too short to hold one
    public static byte[] decrypt(byte[] key, byte[] iv, byte[] aad, byte[] ciphertext) {
        if (ciphertext.length < TAG_LENGTH) {
            throw new AuthenticationException("No tag in " + ciphertext.length + " bytes");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, iv, aad).doFinal(ciphertext);
        } catch (AEADBadTagException e) {
            throw new AuthenticationException("Wrong tag on " + ciphertext.length + " bytes", e);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES-GCM failed on " + ciphertext.length + " bytes", e);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv, byte[] aad) throws GeneralSecurityException {
        if (iv.length != IV_LENGTH) {
            throw new CryptoException("An AES-GCM nonce has 12 bytes, not " + iv.length);
        }
        Cipher cipher = Aes.cipher("AES/GCM/NoPadding", mode, key, new GCMParameterSpec(8 * TAG_LENGTH, iv));
        cipher.updateAAD(aad);
        return cipher;
    }
}
