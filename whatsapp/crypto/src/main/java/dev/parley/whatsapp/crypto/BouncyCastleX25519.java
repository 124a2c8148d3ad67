package dev.parley.whatsapp.crypto;

import org.bouncycastle.math.ec.rfc7748.X25519;

/// X25519 in plain Java, for systems without a native library.
final class BouncyCastleX25519 implements X25519Engine {
    @Override
    public byte[] multiply(byte[] scalar, byte[] u) {
        byte[] result = new byte[X25519.POINT_SIZE];
        X25519.scalarMult(scalar, 0, u, 0, result, 0);
        return result;
    }
}
