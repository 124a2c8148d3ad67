package dev.parley.whatsapp.media;

import dev.parley.whatsapp.crypto.Hkdf;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A media key expanded for one type: initialisation vector, cipher key and MAC key. (Behind them the expansion has 32
/// bytes more, which nobody uses.)
final class MediaKeys {
    static final int IV_LENGTH = 16;
    static final int BLOCK_LENGTH = 16;

    /// Of the code behind the ciphertext, and of each in a sidecar: the first 10 bytes of an HMAC-SHA-256.
    static final int MAC_LENGTH = 10;

    private static final byte[] NO_SALT = new byte[0];
    private static final int KEY_LENGTH = 32;

    private final byte[] expanded;

    private MediaKeys(byte[] expanded) {
        this.expanded = expanded;
    }

    static MediaKeys expand(MediaKey key, MediaType type) {
        return new MediaKeys(Hkdf.sha256(key.bytes(), NO_SALT, type.info(), IV_LENGTH + 2 * KEY_LENGTH));
    }

    byte[] iv() {
        return Arrays.copyOf(expanded, IV_LENGTH);
    }

    byte[] cipherKey() {
        return Arrays.copyOfRange(expanded, IV_LENGTH, IV_LENGTH + KEY_LENGTH);
    }

    byte[] macKey() {
        return Arrays.copyOfRange(expanded, IV_LENGTH + KEY_LENGTH, expanded.length);
    }

    /// @param mode of [Cipher]
    Cipher cipher(int mode) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(cipherKey(), "AES"), new IvParameterSpec(iv()));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Over nothing yet; the code of a file covers the initialisation vector, then the ciphertext.
    Mac mac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(macKey(), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] truncated(Mac mac) {
        return Arrays.copyOf(mac.doFinal(), MAC_LENGTH);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
