package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A key that the account's devices share for their app state, expanded into the five that are used. Immutable and
/// thread-safe; never shows its content. Every key ever received must be kept, since old records stay under theirs.
public final class SyncKey {
    public static final int DATA_LENGTH = 32;

    private static final byte[] INFO = "WhatsApp Mutation Keys".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[0];
    private static final int PART_LENGTH = 32;
    private static final int PARTS = 5;

    private final SyncKeyId id;
    private final byte[] expanded;

    private SyncKey(SyncKeyId id, byte[] expanded) {
        this.id = id;
        this.expanded = expanded;
    }

    /// @param data what the key share calls the key's data
    /// @throws IllegalArgumentException if the data has not 32 bytes
    public static SyncKey of(SyncKeyId id, byte[] data) {
        if (data.length != DATA_LENGTH) {
            throw new IllegalArgumentException("the data of a key has 32 bytes, not " + data.length);
        }
        return new SyncKey(id, Hkdf.sha256(data, NO_SALT, INFO, PARTS * PART_LENGTH));
    }

    public SyncKeyId id() {
        return id;
    }

    /// Under which a record of that index is known while this key encrypts it.
    public Mac indexMac(ActionIndex index) {
        return SealedMutation.indexMac(this, index.shared());
    }

    byte[] indexKey() {
        return part(0);
    }

    byte[] valueEncryptionKey() {
        return part(1);
    }

    byte[] valueMacKey() {
        return part(2);
    }

    byte[] snapshotMacKey() {
        return part(3);
    }

    byte[] patchMacKey() {
        return part(4);
    }

    private byte[] part(int number) {
        return Arrays.copyOfRange(expanded, number * PART_LENGTH, (number + 1) * PART_LENGTH);
    }

    @Override
    public String toString() {
        return "SyncKey[" + id + "]";
    }
}
