package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.AesCbc;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The keys of one message to a group: derived from its seed, used once, never stored.
/// There is no MAC key, since every message is signed.
final class GroupMessageKeys {
    private static final byte[] INFO = "WhisperGroup".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[32];

    private final byte[] iv;
    private final byte[] cipherKey;

    private GroupMessageKeys(byte[] iv, byte[] cipherKey) {
        this.iv = iv;
        this.cipherKey = cipherKey;
    }

    static GroupMessageKeys derive(SecretBytes seed) {
        byte[] derived = Hkdf.sha256(seed.shared(), NO_SALT, INFO, 48);
        return new GroupMessageKeys(Arrays.copyOf(derived, 16), Arrays.copyOfRange(derived, 16, 48));
    }

    byte[] encrypt(byte[] plaintext) {
        return AesCbc.encrypt(cipherKey, iv, plaintext);
    }

    /// @throws CryptoException if length or padding is wrong
    byte[] decrypt(byte[] ciphertext) {
        return AesCbc.decrypt(cipherKey, iv, ciphertext);
    }
}
