package dev.parley.whatsapp.media;

import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.AuthenticationException;
import dev.parley.whatsapp.crypto.CryptoException;
import dev.parley.whatsapp.crypto.Hkdf;
import java.nio.charset.StandardCharsets;

/// Encrypts what a device and the account's phone say to each other about a file that the servers have no more: the
/// request to upload it again, and the answer. AES-256-GCM under a key of the file's media key, bound to the message.
public final class MediaRetryCipher {
    public static final int IV_LENGTH = AesGcm.IV_LENGTH;

    private static final byte[] INFO = "WhatsApp Media Retry Notification".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[0];

    private MediaRetryCipher() {}

    /// @param messageId of the message with the file
    /// @param iv        12 bytes, random; it travels with the result
    /// @param content   a serialised protobuf
    /// @return 16 bytes more than `content`
    public static byte[] encrypt(MediaKey key, String messageId, byte[] iv, byte[] content) {
        return AesGcm.encrypt(retryKey(key), iv, aad(messageId), content);
    }

    /// @throws AuthenticationException if it was made under another key or for another message, or was changed
    /// @throws CryptoException if `iv` has not 12 bytes
    public static byte[] decrypt(MediaKey key, String messageId, byte[] iv, byte[] ciphertext) {
        return AesGcm.decrypt(retryKey(key), iv, aad(messageId), ciphertext);
    }

    private static byte[] retryKey(MediaKey key) {
        return Hkdf.sha256(key.bytes(), NO_SALT, INFO, 32);
    }

    private static byte[] aad(String messageId) {
        return messageId.getBytes(StandardCharsets.UTF_8);
    }
}
