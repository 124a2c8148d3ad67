package dev.parley.whatsapp.noise;

import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The hash, chaining key and cipher that a handshake advances (Noise section 5.2).
///
/// WhatsApp departs from the Noise specification in one thing, and the handshakes here follow it: the empty payload of
/// the first message is not mixed into the hash. Generic Noise libraries therefore fail at the first decryption.
final class SymmetricState {
    static final String XX = "Noise_XX_25519_AESGCM_SHA256";
    static final String XX_FALLBACK = "Noise_XXfallback_25519_AESGCM_SHA256";

    /// "WA", the protocol version 6 and the token dictionary version 3: what a connection also begins with.
    private static final byte[] PROLOGUE = {'W', 'A', 6, 3};

    private static final int HASH_LENGTH = 32;
    private static final byte[] EMPTY = {};

    private byte[] hash;
    private byte[] chainingKey;
    private CipherState cipher;

    /// A name of up to 32 bytes is the first hash itself, filled up with zeros; a longer one is hashed.
    SymmetricState(String protocolName) {
        byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
        hash = name.length <= HASH_LENGTH ? Arrays.copyOf(name, HASH_LENGTH) : Sha256.of(name);
        chainingKey = hash;
        cipher = new CipherState(hash); // replaced by the first mixKey, before any use
        mixHash(PROLOGUE);
    }

    void mixHash(byte[] data) {
        hash = Sha256.of(hash, data);
    }

    void mixHash(PublicKey key) {
        mixHash(key.bytes());
    }

    /// Mixes the agreement of the two keys into the chaining key and starts a new cipher at counter 0.
    ///
    /// @throws NoiseException.Malformed if the public key is of small order
    void mixKey(PrivateKey privateKey, PublicKey publicKey) {
        byte[] okm = Hkdf.sha256(agree(privateKey, publicKey), chainingKey, EMPTY, 2 * HASH_LENGTH);
        chainingKey = Arrays.copyOf(okm, HASH_LENGTH);
        cipher = new CipherState(Arrays.copyOfRange(okm, HASH_LENGTH, 2 * HASH_LENGTH));
    }

    byte[] encryptAndHash(byte[] plaintext) {
        byte[] ciphertext = cipher.encryptWithAd(hash, plaintext);
        mixHash(ciphertext);
        return ciphertext;
    }

    /// @throws NoiseException.WrongMac if the peer's handshake went another way than ours
    byte[] decryptAndHash(byte[] ciphertext) {
        byte[] plaintext = cipher.decryptWithAd(hash, ciphertext);
        mixHash(ciphertext);
        return plaintext;
    }

    /// The ciphers of the transport, each at counter 0.
    Transport split() {
        byte[] okm = Hkdf.sha256(EMPTY, chainingKey, EMPTY, 2 * HASH_LENGTH);
        return new Transport(
                new CipherState(Arrays.copyOf(okm, HASH_LENGTH)),
                new CipherState(Arrays.copyOfRange(okm, HASH_LENGTH, 2 * HASH_LENGTH)));
    }

    byte[] handshakeHash() {
        return hash.clone();
    }

    private static byte[] agree(PrivateKey privateKey, PublicKey publicKey) {
        try {
            return Curve25519.agree(privateKey, publicKey);
        } catch (InvalidKeyException e) {
            throw new NoiseException.Malformed("The peer's public key leads to no shared secret", e);
        }
    }

    record Transport(CipherState clientToServer, CipherState serverToClient) {}
}
