package dev.parley.whatsapp.crypto;

import org.bouncycastle.math.raw.Nat;
import org.bouncycastle.math.raw.Nat256;
import org.bouncycastle.util.Pack;

/// Numbers modulo L = 2^252 + 27742317777372353535851937790883648493, the order of Ed25519's base point
/// (RFC 8032 section 5.1), as 32 little-endian bytes. Constant time: no branch and no index depends on a value.
final class Scalar {
    private static final int LENGTH = 32;
    private static final int WORDS = LENGTH / 4;
    private static final int[] L = {
        0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0x00000000, 0x00000000, 0x00000000, 0x10000000
    };

    private Scalar() {}

    /// A number of 64 bytes modulo L.
    static byte[] reduce(byte[] wide) {
        int[] words = new int[2 * WORDS];
        Pack.littleEndianToInt(wide, 0, words);
        return reduce(words);
    }

    /// `a * b + c` modulo L, of any numbers of 32 bytes.
    static byte[] multiplyAdd(byte[] a, byte[] b, byte[] c) {
        int[] sum = new int[2 * WORDS];
        Nat256.mul(words(a), words(b), sum);
        int[] addend = new int[2 * WORDS];
        Pack.littleEndianToInt(c, 0, addend, 0, WORDS);
        Nat.addTo(2 * WORDS, addend, sum);
        return reduce(sum);
    }

    /// Long division in base two, from the top bit down. The remainder stays below L, so that doubling it cannot
    /// overflow.
    private static byte[] reduce(int[] wide) {
        int[] remainder = new int[WORDS];
        int[] difference = new int[WORDS];
        for (int bit = 32 * wide.length - 1; bit >= 0; bit--) {
            int shiftedToTop = wide[bit >>> 5] << (31 - (bit & 31));
            Nat.shiftUpBit(WORDS, remainder, shiftedToTop);
            int borrow = Nat256.sub(remainder, L, difference); // -1 if the remainder is below L, else 0
            Nat.cmov(WORDS, borrow + 1, difference, 0, remainder, 0);
        }
        byte[] bytes = new byte[LENGTH];
        Pack.intToLittleEndian(remainder, bytes, 0);
        return bytes;
    }

    private static int[] words(byte[] bytes) {
        int[] words = new int[WORDS];
        Pack.littleEndianToInt(bytes, 0, words);
        return words;
    }
}
