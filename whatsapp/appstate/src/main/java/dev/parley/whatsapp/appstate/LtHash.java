package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.crypto.Hkdf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The hash of a whole collection, to which records can be added and from which they can be taken away, in any order:
/// 64 unsigned 16-bit sums, little-endian, over the expansions of the records' value MACs. Immutable.
public final class LtHash {
    public static final int LENGTH = 128;

    /// Of the empty collection.
    public static final LtHash ZERO = new LtHash(new byte[LENGTH]);

    private static final byte[] INFO = "WhatsApp Patch Integrity".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[0];

    private final byte[] sums;

    private LtHash(byte[] sums) {
        this.sums = sums;
    }

    /// Copies the 128 bytes.
    ///
    /// @throws IllegalArgumentException if the length is another
    public static LtHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an LT-Hash has 128 bytes, not " + bytes.length);
        }
        return new LtHash(bytes.clone());
    }

    /// With one record more.
    public LtHash plus(Mac valueMac) {
        return combined(valueMac, 1);
    }

    /// Without one of its records.
    public LtHash minus(Mac valueMac) {
        return combined(valueMac, -1);
    }

    private LtHash combined(Mac valueMac, int sign) {
        byte[] expanded = Hkdf.sha256(valueMac.shared(), NO_SALT, INFO, LENGTH);
        byte[] result = new byte[LENGTH];
        for (int lane = 0; lane < LENGTH; lane += 2) {
            int sum = lane(sums, lane) + sign * lane(expanded, lane);
            result[lane] = (byte) sum;
            result[lane + 1] = (byte) (sum >>> 8);
        }
        return new LtHash(result);
    }

    private static int lane(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) | ((bytes[offset + 1] & 0xFF) << 8);
    }

    /// A copy of the 128 bytes.
    public byte[] bytes() {
        return sums.clone();
    }

    /// The bytes themselves, for this package, which only reads them.
    byte[] shared() {
        return sums;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LtHash hash && Arrays.equals(sums, hash.sums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sums);
    }

    @Override
    public String toString() {
        return "LtHash[128 bytes]";
    }
}
