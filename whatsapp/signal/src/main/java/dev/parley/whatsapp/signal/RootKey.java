package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The key that the Diffie-Hellman ratchet turns (Double Ratchet specification, "KDF_RK").
record RootKey(SecretBytes key) {
    private static final byte[] RATCHET_INFO = "WhisperRatchet".getBytes(StandardCharsets.US_ASCII);

    /// A new root key together with the first key of the chain that it opened.
    record Step(RootKey rootKey, ChainKey chainKey) {

        /// HKDF-SHA-256 to 64 bytes: root key, then chain key.
        static Step derive(byte[] inputKeyMaterial, byte[] salt, byte[] info) {
            byte[] derived = Hkdf.sha256(inputKeyMaterial, salt, info, 2 * SecretBytes.LENGTH);
            SecretBytes root = SecretBytes.wrap(Arrays.copyOf(derived, SecretBytes.LENGTH));
            SecretBytes chain = SecretBytes.wrap(Arrays.copyOfRange(derived, SecretBytes.LENGTH, derived.length));
            return new Step(new RootKey(root), ChainKey.first(chain));
        }
    }

    /// One turn of the ratchet.
    ///
    /// @throws InvalidKeyException if `theirs` leads to no shared secret
    Step turn(KeyPair own, PublicKey theirs) {
        return Step.derive(Curve25519.agree(own.privateKey(), theirs), key.shared(), RATCHET_INFO);
    }
}
