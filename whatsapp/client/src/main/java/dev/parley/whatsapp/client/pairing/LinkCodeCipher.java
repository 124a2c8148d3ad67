package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.crypto.AesCtr;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.Pbkdf2;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/// What linking by code computes (connection.md sections 7.2 to 7.4).
final class LinkCodeCipher {
    /// Salt, first counter and an encrypted public key.
    static final int WRAPPED_LENGTH = 80;

    private static final int SALT_LENGTH = 32;
    private static final int IV_LENGTH = 16;
    private static final int KEY_LENGTH = 32;
    private static final int ITERATIONS = 2 << 16;
    private static final byte[] BUNDLE_INFO = ascii("link_code_pairing_key_bundle_encryption_key");
    private static final byte[] ADV_SECRET_INFO = ascii("adv_secret");
    private static final byte[] NOTHING = {};

    private LinkCodeCipher() {}

    /// Encrypts an ephemeral public key so that only who knows the code reads it. Slow by intention.
    static byte[] wrap(String code, PublicKey key, SecureRandom random) {
        return wrap(code, key, random(random, SALT_LENGTH), random(random, IV_LENGTH));
    }

    static byte[] wrap(String code, PublicKey key, byte[] salt, byte[] iv) {
        return concat(salt, iv, AesCtr.apply(wrappingKey(code, salt), iv, key.bytes()));
    }

    /// The public key that the other side wrapped. With another code it is a wrong one: nothing tells here.
    ///
    /// @param wrapped [#WRAPPED_LENGTH] bytes
    static PublicKey unwrap(String code, byte[] wrapped) {
        byte[] salt = Arrays.copyOf(wrapped, SALT_LENGTH);
        byte[] iv = Arrays.copyOfRange(wrapped, SALT_LENGTH, SALT_LENGTH + IV_LENGTH);
        byte[] encrypted = Arrays.copyOfRange(wrapped, SALT_LENGTH + IV_LENGTH, WRAPPED_LENGTH);
        return PublicKey.of(AesCtr.apply(wrappingKey(code, salt), iv, encrypted));
    }

    /// What the companion sends at the end, and the secret that both sides share from then on.
    ///
    /// @param wrappedBundle salt, nonce and the encrypted key bundle
    record Finish(Bytes wrappedBundle, Bytes advSecret) {
        @Override
        public String toString() {
            return "Finish[secret]";
        }
    }

    /// @throws dev.parley.whatsapp.crypto.InvalidKeyException when a key of the phone leads to no shared secret
    static Finish finish(
            KeyPair ephemeral,
            KeyPair identity,
            PublicKey phoneEphemeral,
            PublicKey phoneIdentity,
            SecureRandom random) {
        return finish(
                ephemeral,
                identity,
                phoneEphemeral,
                phoneIdentity,
                random(random, KEY_LENGTH),
                random(random, SALT_LENGTH),
                random(random, AesGcm.IV_LENGTH));
    }

    static Finish finish(
            KeyPair ephemeral,
            KeyPair identity,
            PublicKey phoneEphemeral,
            PublicKey phoneIdentity,
            byte[] contribution,
            byte[] salt,
            byte[] iv) {
        byte[] ephemeralSecret = Curve25519.agree(ephemeral.privateKey(), phoneEphemeral);
        byte[] identitySecret = Curve25519.agree(identity.privateKey(), phoneIdentity);
        byte[] bundleKey = Hkdf.sha256(ephemeralSecret, salt, BUNDLE_INFO, KEY_LENGTH);
        byte[] bundle = concat(identity.publicKey().bytes(), phoneIdentity.bytes(), contribution);
        byte[] wrapped = concat(salt, iv, AesGcm.encrypt(bundleKey, iv, NOTHING, bundle));
        byte[] advSecret = Hkdf.sha256(
                concat(ephemeralSecret, identitySecret, contribution), NOTHING, ADV_SECRET_INFO, KEY_LENGTH);
        return new Finish(Bytes.wrap(wrapped), Bytes.wrap(advSecret));
    }

    private static byte[] wrappingKey(String code, byte[] salt) {
        return Pbkdf2.sha256(code, salt, ITERATIONS, KEY_LENGTH);
    }

    static byte[] random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int offset = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, offset, part.length);
            offset += part.length;
        }
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
