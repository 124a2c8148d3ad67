package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.AesCbc;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The keys of one message: derived from its seed, used once, never stored.
final class MessageKeys {
    private static final byte[] INFO = "WhisperMessageKeys".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[32];

    private final byte[] cipherKey;
    private final byte[] macKey;
    private final byte[] iv;

    private MessageKeys(byte[] cipherKey, byte[] macKey, byte[] iv) {
        this.cipherKey = cipherKey;
        this.macKey = macKey;
        this.iv = iv;
    }

    static MessageKeys derive(SecretBytes seed) {
        byte[] derived = Hkdf.sha256(seed.shared(), NO_SALT, INFO, 80);
        return new MessageKeys(
                Arrays.copyOf(derived, 32), Arrays.copyOfRange(derived, 32, 64), Arrays.copyOfRange(derived, 64, 80));
    }

    byte[] encrypt(byte[] plaintext) {
        return AesCbc.encrypt(cipherKey, iv, plaintext);
    }

    /// @throws CryptoException if length or padding is wrong
    byte[] decrypt(byte[] ciphertext) {
        return AesCbc.decrypt(cipherKey, iv, ciphertext);
    }

    /// All 32 bytes of the code; a message carries the first 8.
    byte[] mac(byte[]... parts) {
        return HmacSha256.of(macKey, parts);
    }
}
