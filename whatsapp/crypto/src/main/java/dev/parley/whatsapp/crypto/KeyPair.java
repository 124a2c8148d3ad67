package dev.parley.whatsapp.crypto;

import java.security.SecureRandom;

/// A Curve25519 private key with its public key.
public record KeyPair(PrivateKey privateKey, PublicKey publicKey) {

    /// Fresh keys, from nothing but the given randomness.
    public static KeyPair generate(SecureRandom random) {
        byte[] bytes = new byte[PrivateKey.LENGTH];
        random.nextBytes(bytes);
        return of(PrivateKey.of(bytes));
    }

    /// The pair of a known private key.
    public static KeyPair of(PrivateKey privateKey) {
        return new KeyPair(privateKey, Curve25519.publicKey(privateKey));
    }
}
