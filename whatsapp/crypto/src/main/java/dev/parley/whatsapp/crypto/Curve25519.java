package dev.parley.whatsapp.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// X25519 key agreement (RFC 7748 section 5). Thread-safe.
public final class Curve25519 {
    private static final byte[] ZERO = new byte[32];

    private Curve25519() {}

    /// The 32-byte shared secret of the two keys.
    ///
    /// @throws InvalidKeyException if the secret is all zero, as with public keys of small order (section 6.1)
    public static byte[] agree(PrivateKey privateKey, PublicKey publicKey) {
        return agree(X25519Engine.BEST, privateKey, publicKey);
    }

    static byte[] agree(X25519Engine engine, PrivateKey privateKey, PublicKey publicKey) {
        byte[] secret;
        try {
            secret = engine.multiply(privateKey.bytes(), publicKey.bytes());
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("The public key leads to no shared secret", e);
        }
        if (MessageDigest.isEqual(secret, ZERO)) {
            throw new InvalidKeyException("The public key leads to an all-zero shared secret");
        }
        return secret;
    }

    /// The private key's multiple of the base point.
    static PublicKey publicKey(PrivateKey privateKey) {
        byte[] u = new byte[PublicKey.LENGTH];
        X25519.scalarMultBase(privateKey.bytes(), 0, u, 0);
        return PublicKey.of(u);
    }
}
