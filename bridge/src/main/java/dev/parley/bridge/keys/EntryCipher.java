package dev.parley.bridge.keys;

import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.StoreException;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Encrypts the entries of one session: a random nonce of 12 bytes, then AES-256-GCM ciphertext and tag, bound to
/// session, kind and name so that no row can stand in for another. Thread-safe.
final class EntryCipher {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String sessionId;
    private final String keyId;
    private final SecretKey key;
    private final SecureRandom random;

    EntryCipher(String sessionId, MasterKey master, SecureRandom random) {
        this.sessionId = sessionId;
        this.keyId = master.id();
        this.key = master.sessionKey(sessionId);
        this.random = random;
    }

    String keyId() {
        return keyId;
    }

    Bytes encrypt(EntryKind kind, String name, byte[] value) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, kind, name, nonce);
            return Bytes.wrap(ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(value.length))
                    .put(nonce)
                    .put(cipher.doFinal(value))
                    .array());
        } catch (GeneralSecurityException e) {
            throw new StoreException("a " + kind.code() + " entry cannot be encrypted", e);
        }
    }

    /// @throws StoreException when the row was changed, stands in the wrong place or needs another master key
    byte[] decrypt(EntryKind kind, String name, Bytes value, String rowKeyId) {
        if (!rowKeyId.equals(keyId)) {
            throw new StoreException(
                    "a " + kind.code() + " entry is encrypted under another master key than the one given",
                    new IllegalStateException("key " + rowKeyId + ", given " + keyId));
        }
        byte[] row = value.toByteArray();
        try {
            byte[] nonce = Arrays.copyOf(row, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, kind, name, nonce)
                    .doFinal(row, NONCE_BYTES, Math.max(0, row.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StoreException("a " + kind.code() + " entry of " + row.length + " bytes is not authentic", e);
        }
    }

    private Cipher cipher(int mode, EntryKind kind, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        // Neither ids nor codes hold a NUL, so no two places give the same bytes.
        cipher.updateAAD((sessionId + '\0' + kind.code() + '\0' + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
