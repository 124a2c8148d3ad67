package dev.parley.bridge.keys;

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

/// Encrypts what must not be read from a copy of the database: a random nonce of 12 bytes, then AES-256-GCM ciphertext
/// and tag, bound to owner, kind and name so that no row can stand in for another. Thread-safe.
public final class RowCipher {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String owner;
    private final String keyId;
    private final SecretKey key;
    private final SecureRandom random;

    RowCipher(String owner, MasterKey master, SecureRandom random) {
        this.owner = owner;
        this.keyId = master.id();
        this.key = master.keyOf(owner);
        this.random = random;
    }

    /// The master key's name, which stands in each row.
    public String keyId() {
        return keyId;
    }

    /// @param kind of row, without a NUL
    /// @param name of the row among those of its kind
    public Bytes encrypt(String kind, String name, byte[] value) {
        try {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, kind, name, nonce);
            return Bytes.wrap(ByteBuffer.allocate(NONCE_BYTES + cipher.getOutputSize(value.length))
                    .put(nonce)
                    .put(cipher.doFinal(value))
                    .array());
        } catch (GeneralSecurityException e) {
            throw new StoreException("a " + kind + " entry cannot be encrypted", e);
        }
    }

    /// @throws StoreException when the row was changed, stands in the wrong place or needs another master key
    public byte[] decrypt(String kind, String name, Bytes value, String rowKeyId) {
        if (!rowKeyId.equals(keyId)) {
            throw new StoreException(
                    "a " + kind + " entry is encrypted under another master key than the one given",
                    new IllegalStateException("key " + rowKeyId + ", given " + keyId));
        }
        byte[] row = value.toByteArray();
        try {
            byte[] nonce = Arrays.copyOf(row, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, kind, name, nonce)
                    .doFinal(row, NONCE_BYTES, Math.max(0, row.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StoreException("a " + kind + " entry of " + row.length + " bytes is not authentic", e);
        }
    }

    private Cipher cipher(int mode, String kind, String name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        // Neither ids nor codes hold a NUL, so no two places give the same bytes.
        cipher.updateAAD((owner + '\0' + kind + '\0' + name).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
