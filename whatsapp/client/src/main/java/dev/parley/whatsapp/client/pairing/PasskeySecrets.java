package dev.parley.whatsapp.client.pairing;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.AesGcm;
import dev.parley.whatsapp.crypto.Curve25519;
import dev.parley.whatsapp.crypto.Hkdf;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.proto.CompanionCommitment;
import dev.parley.whatsapp.proto.CompanionEphemeralIdentity;
import dev.parley.whatsapp.proto.EncryptedPairingRequest;
import dev.parley.whatsapp.proto.PairingRequest;
import dev.parley.whatsapp.proto.ProloguePayload;
import dev.parley.whatsapp.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// The companion's keys of one passkey attempt, and what it computes from them (passkey.md sections 2.6 to 2.9).
///
/// @param ephemeral made for this attempt
/// @param nonce 32 bytes, committed to first and revealed when the phone has answered
/// @param newSecret the ADV secret that the phone is told in the end
/// @param deviceType as the registration said, a number of `DeviceProps.PlatformType`
/// @param ref what the server named this attempt
record PasskeySecrets(KeyPair ephemeral, Bytes nonce, Bytes newSecret, int deviceType, String ref) {
    private static final int LENGTH = 32;
    private static final int CODE_BYTES = 5;
    private static final byte[] HANDOFF_INFO = utf8("shortcake-passkey-handoff-v1");
    private static final byte[] REQUEST_INFO = utf8("Pairing Information Encryption Key");
    private static final byte[] NOTHING = {};

    static PasskeySecrets generate(int deviceType, String ref, SecureRandom random) {
        return new PasskeySecrets(
                KeyPair.generate(random),
                Bytes.wrap(LinkCodeCipher.random(random, LENGTH)),
                Bytes.wrap(LinkCodeCipher.random(random, LENGTH)),
                deviceType,
                ref);
    }

    /// The encoded ProloguePayload: who we are, and the commitment to our nonce.
    byte[] prologue() {
        byte[] identity = CompanionEphemeralIdentity.newBuilder()
                .setPublicKey(ByteString.copyFrom(ephemeral.publicKey().bytes()))
                .setDeviceType(deviceType)
                .setRef(ref)
                .build()
                .toByteArray();
        return ProloguePayload.newBuilder()
                .setCompanionEphemeralIdentity(ByteString.copyFrom(identity))
                .setCommitment(CompanionCommitment.newBuilder()
                        .setHash(ByteString.copyFrom(Sha256.of(identity, nonce.toByteArray()))))
                .build()
                .toByteArray();
    }

    /// Proves to the phone that whoever made the payload knows the secret which it scanned or agreed on.
    static byte[] handoffProof(Bytes oldSecret, byte[] prologue) {
        byte[] key = Hkdf.sha256(oldSecret.toByteArray(), NOTHING, HANDOFF_INFO, LENGTH);
        return HmacSha256.of(key, prologue);
    }

    /// The code that the phone shows too, unless somebody sits in between.
    String confirmationCode(PhoneIdentity phone) {
        byte[] hash = Sha256.of(nonce.toByteArray(), phone.publicKey().bytes());
        byte[] phoneNonce = phone.nonce().toByteArray();
        byte[] code = new byte[CODE_BYTES];
        for (int i = 0; i < CODE_BYTES; i++) {
            code[i] = (byte) (phoneNonce[i] ^ hash[i]);
        }
        return ShortCode.of(code);
    }

    /// The encoded EncryptedPairingRequest with our keys, which only that phone can open.
    ///
    /// @throws dev.parley.whatsapp.crypto.InvalidKeyException when the phone's key leads to no shared secret
    byte[] pairingRequest(PhoneIdentity phone, PublicKey noiseKey, PublicKey identityKey, byte[] iv) {
        byte[] request = PairingRequest.newBuilder()
                .setCompanionPublicKey(ByteString.copyFrom(noiseKey.bytes()))
                .setCompanionIdentityKey(ByteString.copyFrom(identityKey.bytes()))
                .setAdvSecret(ByteString.copyFrom(newSecret.toByteArray()))
                .build()
                .toByteArray();
        return EncryptedPairingRequest.newBuilder()
                .setEncryptedPayload(ByteString.copyFrom(AesGcm.encrypt(requestKey(phone), iv, NOTHING, request)))
                .setIv(ByteString.copyFrom(iv))
                .build()
                .toByteArray();
    }

    /// The long sentence is the salt and the short one the info.
    private byte[] requestKey(PhoneIdentity phone) {
        byte[] salt = utf8("Companion Pairing " + deviceType + " with ref " + ref);
        return Hkdf.sha256(Curve25519.agree(ephemeral.privateKey(), phone.publicKey()), salt, REQUEST_INFO, LENGTH);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "PasskeySecrets[secret]";
    }

    /// What the phone sent as its PrimaryEphemeralIdentity.
    ///
    /// @param nonce 32 bytes
    record PhoneIdentity(PublicKey publicKey, Bytes nonce) {}
}
