package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVDeviceIdentity;
import dev.parley.whatsapp.proto.ADVEncryptionType;
import dev.parley.whatsapp.proto.ADVKeyIndexList;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentityHMAC;
import dev.parley.whatsapp.proto.ADVSignedKeyIndexList;
import dev.parley.whatsapp.wire.Bytes;
import java.security.SecureRandom;
import java.util.List;

/// What a primary device signs with its identity key: its companions' identities and the list of their key
/// indexes (protocol notes, connection 6.7). The enums that are zero are written out, as phones write them.
/// Thread-safe.
final class AdvSigner {
    private final KeyPair identity;
    private final int rawId;
    private final SecureRandom random;

    /// @param rawId constant for the account until it registers anew
    AdvSigner(KeyPair identity, int rawId, SecureRandom random) {
        this.identity = identity;
        this.rawId = rawId;
        this.random = random;
    }

    int rawId() {
        return rawId;
    }

    PublicKey accountKey() {
        return identity.publicKey();
    }

    /// @param timestamp Unix seconds
    ADVSignedDeviceIdentity signDevice(PublicKey deviceIdentity, int keyIndex, long timestamp) {
        byte[] details = ADVDeviceIdentity.newBuilder()
                .setRawId(rawId)
                .setTimestamp(timestamp)
                .setKeyIndex(keyIndex)
                .setAccountType(ADVEncryptionType.E2EE)
                .setDeviceType(ADVEncryptionType.E2EE)
                .build()
                .toByteArray();
        byte[] signature = sign(AdvPrefix.ACCOUNT.before(details, deviceIdentity.bytes()));
        return ADVSignedDeviceIdentity.newBuilder()
                .setDetails(ByteString.copyFrom(details))
                .setAccountSignatureKey(ByteString.copyFrom(accountKey().bytes()))
                .setAccountSignature(ByteString.copyFrom(signature))
                .build();
    }

    /// The container of `pair-success`: only who knows the secret of the QR code can have made it.
    static Bytes seal(ADVSignedDeviceIdentity signed, byte[] advSecret) {
        byte[] details = signed.toByteArray();
        return Bytes.wrap(ADVSignedDeviceIdentityHMAC.newBuilder()
                .setDetails(ByteString.copyFrom(details))
                .setHmac(ByteString.copyFrom(HmacSha256.of(advSecret, details)))
                .setAccountType(ADVEncryptionType.E2EE)
                .build()
                .toByteArray());
    }

    /// @param timestamp Unix seconds
    Account.KeyIndexes signKeyIndexes(int currentIndex, List<Integer> validIndexes, long timestamp) {
        byte[] details = ADVKeyIndexList.newBuilder()
                .setRawId(rawId)
                .setTimestamp(timestamp)
                .setCurrentIndex(currentIndex)
                .addAllValidIndexes(validIndexes)
                .setAccountType(ADVEncryptionType.E2EE)
                .build()
                .toByteArray();
        byte[] signed = ADVSignedKeyIndexList.newBuilder()
                .setDetails(ByteString.copyFrom(details))
                .setAccountSignature(ByteString.copyFrom(sign(AdvPrefix.KEY_INDEX_LIST.before(details))))
                .setAccountSignatureKey(ByteString.copyFrom(accountKey().bytes()))
                .build()
                .toByteArray();
        return new Account.KeyIndexes(Bytes.wrap(signed), timestamp);
    }

    private byte[] sign(byte[] message) {
        return XEdDsa.sign(identity.privateKey(), message, random);
    }
}
