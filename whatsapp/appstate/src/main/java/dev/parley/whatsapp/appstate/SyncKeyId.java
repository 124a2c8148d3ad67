package dev.parley.whatsapp.appstate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/// The name of a [SyncKey], in every record that it encrypts. WhatsApp's have 6 bytes: the number of the device that
/// made the key, in 2, and its epoch, in 4, both big-endian; others are only compared. Immutable.
public final class SyncKeyId {
    static final int MAX_LENGTH = 32;

    private static final int USUAL_LENGTH = 6;

    private final byte[] bytes;

    private SyncKeyId(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies the bytes.
    ///
    /// @throws IllegalArgumentException unless they are 1 to 32
    public static SyncKeyId of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("a key id has 1 to " + MAX_LENGTH + " bytes, not " + bytes.length);
        }
        return new SyncKeyId(bytes.clone());
    }

    /// The id of a key that `device` made.
    ///
    /// @param device 0 for the phone, at most 65535
    /// @param epoch  one more than that of the key before, at most 4294967295
    public static SyncKeyId of(int device, long epoch) {
        if (device >>> Short.SIZE != 0 || epoch >>> Integer.SIZE != 0) {
            throw new IllegalArgumentException("device " + device + ", epoch " + epoch);
        }
        return new SyncKeyId(ByteBuffer.allocate(USUAL_LENGTH)
                .putShort((short) device)
                .putInt((int) epoch)
                .array());
    }

    /// The generation of the key, of which the highest is the one to encrypt with; 0 for an id of another length.
    public long epoch() {
        return bytes.length == USUAL_LENGTH
                ? Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(Short.BYTES))
                : 0;
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The bytes themselves, for this package, which only reads them.
    byte[] shared() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyncKeyId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SyncKeyId[" + HexFormat.of().formatHex(bytes) + "]";
    }
}
