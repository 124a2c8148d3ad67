package dev.parley.whatsapp.client.pairing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVDeviceIdentity;
import dev.parley.whatsapp.proto.ADVEncryptionType;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentityHMAC;
import java.security.MessageDigest;
import java.security.SecureRandom;

/// Checks that the phone which scanned our code signed our identity key, and signs in return (connection.md
/// section 6.6, steps 1 to 4). MAC and signatures cover the bytes as they came, never encoded anew.
final class AdvVerifier {
    private static final byte[] ACCOUNT_PREFIX = {6, 0};
    private static final byte[] DEVICE_PREFIX = {6, 1};
    private static final byte[] HOSTED_ACCOUNT_PREFIX = {6, 5};
    private static final byte[] NO_PREFIX = {};

    private AdvVerifier() {}

    /// @param identity with the account's key and our own signature: what is kept
    /// @param keyIndex goes into the answer
    record Verified(ADVSignedDeviceIdentity identity, int keyIndex) {
        /// What the server gets back: the account's key stays out.
        ADVSignedDeviceIdentity forReply() {
            return identity.toBuilder().clearAccountSignatureKey().build();
        }
    }

    /// @param container the content of `device-identity`
    /// @throws PairingException when a check fails
    static Verified verify(byte[] container, Credentials credentials, SecureRandom random) {
        try {
            ADVSignedDeviceIdentityHMAC sealed = ADVSignedDeviceIdentityHMAC.parseFrom(container);
            checkHmac(sealed, credentials);
            ADVSignedDeviceIdentity signed = ADVSignedDeviceIdentity.parseFrom(sealed.getDetails());
            ADVDeviceIdentity identity = ADVDeviceIdentity.parseFrom(signed.getDetails());
            checkAccountSignature(signed, identity, credentials);
            byte[] signature = XEdDsa.sign(
                    credentials.identityKey().privateKey(),
                    concat(
                            DEVICE_PREFIX,
                            signed.getDetails().toByteArray(),
                            credentials.identityKey().publicKey().bytes(),
                            signed.getAccountSignatureKey().toByteArray()),
                    random);
            return new Verified(
                    signed.toBuilder()
                            .setDeviceSignature(ByteString.copyFrom(signature))
                            .build(),
                    identity.getKeyIndex());
        } catch (InvalidProtocolBufferException _) {
            throw new PairingException(500, "internal-error");
        }
    }

    private static void checkHmac(ADVSignedDeviceIdentityHMAC sealed, Credentials credentials) {
        boolean hosted = sealed.getAccountType() == ADVEncryptionType.HOSTED;
        byte[] expected = HmacSha256.of(
                credentials.advSecret().toByteArray(),
                hosted ? HOSTED_ACCOUNT_PREFIX : NO_PREFIX,
                sealed.getDetails().toByteArray());
        if (!MessageDigest.isEqual(expected, sealed.getHmac().toByteArray())) {
            throw new PairingException(401, "hmac-mismatch");
        }
    }

    private static void checkAccountSignature(
            ADVSignedDeviceIdentity signed, ADVDeviceIdentity identity, Credentials credentials) {
        boolean hosted = identity.getDeviceType() == ADVEncryptionType.HOSTED;
        byte[] message = concat(
                hosted ? HOSTED_ACCOUNT_PREFIX : ACCOUNT_PREFIX,
                signed.getDetails().toByteArray(),
                credentials.identityKey().publicKey().bytes());
        if (!XEdDsa.verify(
                accountKey(signed), message, signed.getAccountSignature().toByteArray())) {
            throw new PairingException(401, "signature-mismatch");
        }
    }

    private static PublicKey accountKey(ADVSignedDeviceIdentity signed) {
        try {
            return PublicKey.of(signed.getAccountSignatureKey().toByteArray());
        } catch (InvalidKeyException _) {
            throw new PairingException(401, "signature-mismatch");
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteString all = ByteString.EMPTY;
        for (byte[] part : parts) {
            all = all.concat(ByteString.copyFrom(part));
        }
        return all.toByteArray();
    }
}
