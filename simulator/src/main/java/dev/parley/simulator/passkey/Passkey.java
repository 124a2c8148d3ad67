package dev.parley.simulator.passkey;

import dev.parley.whatsapp.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/// One passkey: a P-256 key pair under a random id, made for one relying party and one of its accounts.
public final class Passkey {
    private static final int ID_LENGTH = 20;
    private static final int USER_HANDLE_LENGTH = 32;

    private final KeyPair keys;
    private final Bytes credentialId;
    private final Bytes userHandle;

    private Passkey(KeyPair keys, Bytes credentialId, Bytes userHandle) {
        this.keys = keys;
        this.credentialId = credentialId;
        this.userHandle = userHandle;
    }

    public static Passkey create(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return new Passkey(
                    generator.generateKeyPair(), random(random, ID_LENGTH), random(random, USER_HANDLE_LENGTH));
        } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    public Bytes credentialId() {
        return credentialId;
    }

    public Bytes userHandle() {
        return userHandle;
    }

    public PublicKey publicKey() {
        return keys.getPublic();
    }

    /// The DER form, as WebAuthn wants it.
    byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes random(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
