package dev.parley.whatsapp.crypto;

import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/// A point of the twisted Edwards curve of Ed25519 (RFC 8032 section 5.1) in extended coordinates:
/// x = X/Z, y = Y/Z, xy = T/Z. Just what signing needs, on Bouncy Castle's field arithmetic, whose functions
/// without `Var` in their name run in constant time.
final class EdwardsPoint {
    private static final int[] TWICE_D =
            fieldElement("59f1b226949bd6eb56b183829a14e00030d1f3eef2808e19e7fcdf56dcd90624");
    private static final int SCALAR_BITS = 256;

    /// The base point times 1, 2, 4, 8, …
    private static final EdwardsPoint[] DOUBLINGS_OF_BASE = doublingsOfBase();

    private final int[] x = X25519Field.create();
    private final int[] y = X25519Field.create();
    private final int[] z = X25519Field.create();
    private final int[] t = X25519Field.create();

    private EdwardsPoint() {}

    /// The 32-byte encoding (RFC 8032 section 5.1.2) of `scalar` times the base point. The scalar is 32 little-endian
    /// bytes; every bit of it costs one addition, taken or not.
    static byte[] encodedMultipleOfBase(byte[] scalar) {
        EdwardsPoint result = neutral();
        for (int bit = 0; bit < SCALAR_BITS; bit++) {
            EdwardsPoint sum = result.add(DOUBLINGS_OF_BASE[bit]);
            result.select(-((scalar[bit >>> 3] >>> (bit & 7)) & 1), sum);
        }
        return result.encode();
    }

    /// The complete addition of RFC 8032 section 5.1.4: it also doubles and knows the neutral element, so that nothing
    /// branches.
    private EdwardsPoint add(EdwardsPoint other) {
        int[] a = X25519Field.create();
        int[] b = X25519Field.create();
        int[] c = X25519Field.create();
        int[] d = X25519Field.create();
        int[] e = X25519Field.create();
        int[] f = X25519Field.create();
        int[] g = X25519Field.create();
        int[] h = X25519Field.create();
        X25519Field.apm(y, x, b, a); // b = y + x, a = y - x
        X25519Field.apm(other.y, other.x, d, c);
        X25519Field.mul(a, c, a);
        X25519Field.mul(b, d, b);
        X25519Field.mul(t, other.t, c);
        X25519Field.mul(c, TWICE_D, c);
        X25519Field.add(z, z, d);
        X25519Field.mul(d, other.z, d);
        X25519Field.apm(b, a, h, e);
        X25519Field.apm(d, c, g, f);
        EdwardsPoint sum = new EdwardsPoint();
        X25519Field.mul(e, f, sum.x);
        X25519Field.mul(g, h, sum.y);
        X25519Field.mul(e, h, sum.t);
        X25519Field.mul(f, g, sum.z);
        return sum;
    }

    /// Becomes `other` if `mask` is -1, stays if it is 0.
    private void select(int mask, EdwardsPoint other) {
        X25519Field.cmov(mask, other.x, 0, x, 0);
        X25519Field.cmov(mask, other.y, 0, y, 0);
        X25519Field.cmov(mask, other.z, 0, z, 0);
        X25519Field.cmov(mask, other.t, 0, t, 0);
    }

    private byte[] encode() {
        int[] inverse = X25519Field.create();
        X25519Field.inv(z, inverse);
        int[] affineX = X25519Field.create();
        int[] affineY = X25519Field.create();
        X25519Field.mul(x, inverse, affineX);
        X25519Field.mul(y, inverse, affineY);
        X25519Field.normalize(affineX);
        X25519Field.normalize(affineY);
        byte[] encoded = new byte[32];
        X25519Field.encode(affineY, encoded);
        encoded[31] |= (byte) ((affineX[0] & 1) << 7);
        return encoded;
    }

    private static EdwardsPoint neutral() {
        EdwardsPoint point = new EdwardsPoint();
        X25519Field.one(point.y);
        X25519Field.one(point.z);
        return point;
    }

    private static EdwardsPoint[] doublingsOfBase() {
        EdwardsPoint[] doublings = new EdwardsPoint[SCALAR_BITS];
        doublings[0] = base();
        for (int bit = 1; bit < SCALAR_BITS; bit++) {
            doublings[bit] = doublings[bit - 1].add(doublings[bit - 1]);
        }
        return doublings;
    }

    private static EdwardsPoint base() {
        EdwardsPoint point = new EdwardsPoint();
        int[] x = fieldElement("1ad5258f602d56c9b2a7259560c72c695cdcd6fd31e2a4c0fe536ecdd3366921");
        int[] y = fieldElement("5866666666666666666666666666666666666666666666666666666666666666");
        X25519Field.copy(x, 0, point.x, 0);
        X25519Field.copy(y, 0, point.y, 0);
        X25519Field.one(point.z);
        X25519Field.mul(x, y, point.t);
        return point;
    }

    private static int[] fieldElement(String littleEndianHex) {
        int[] element = X25519Field.create();
        X25519Field.decode(HexFormat.of().parseHex(littleEndianHex), element);
        return element;
    }
}
