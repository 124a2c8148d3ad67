package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.crypto.PublicKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// The X3DH key agreement, the version without post-quantum keys ("The X3DH Key Agreement Protocol", section 3).
/// Both sides get the same first root key and chain key.
final class X3dh {
    private static final byte[] INFO = "WhisperText".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[32];

    private X3dh() {}

    /// @param baseKey our ephemeral key pair, made for this session
    /// @throws InvalidKeyException if a key of the bundle leads to no shared secret
    static RootKey.Step initiate(KeyPair identity, KeyPair baseKey, PreKeyBundle bundle) {
        Secret secret = new Secret()
                .agree(identity.privateKey(), bundle.signedPreKey())
                .agree(baseKey.privateKey(), bundle.identityKey())
                .agree(baseKey.privateKey(), bundle.signedPreKey());
        bundle.oneTimePreKey().ifPresent(preKey -> secret.agree(baseKey.privateKey(), preKey.key()));
        return secret.derive();
    }

    /// @param preKey our one-time pre-key that the message names, empty if it names none
    /// @throws InvalidKeyException if a key of the message leads to no shared secret
    static RootKey.Step respond(
            KeyPair identity, KeyPair signedPreKey, Optional<KeyPair> preKey, PreKeySignalMessage message) {
        Secret secret = new Secret()
                .agree(signedPreKey.privateKey(), message.identityKey())
                .agree(identity.privateKey(), message.baseKey())
                .agree(signedPreKey.privateKey(), message.baseKey());
        preKey.ifPresent(oneTime -> secret.agree(oneTime.privateKey(), message.baseKey()));
        return secret.derive();
    }

    /// The agreements one after the other, behind 32 bytes of `0xFF` (section 2.2, "KDF").
    private static final class Secret {
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

        Secret() {
            byte[] discontinuity = new byte[32];
            Arrays.fill(discontinuity, (byte) 0xFF);
            parts.writeBytes(discontinuity);
        }

        Secret agree(PrivateKey own, PublicKey theirs) {
            parts.writeBytes(Curve25519.agree(own, theirs));
            return this;
        }

        RootKey.Step derive() {
            return RootKey.Step.derive(parts.toByteArray(), NO_SALT, INFO);
        }
    }
}
