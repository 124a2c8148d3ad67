package dev.parley.simulator;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVDeviceIdentity;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;

/// Checks the signatures that bind a companion's identity key to its account. The signatures cover the bytes as
/// they came, which are therefore never encoded again.
final class AdvVerifier {
    private AdvVerifier() {}

    /// Reads an ADVSignedDeviceIdentity; empty when the bytes are none.
    static Optional<ADVSignedDeviceIdentity> parse(Bytes bytes) {
        try {
            ADVSignedDeviceIdentity signed = ADVSignedDeviceIdentity.parseFrom(bytes.toByteArray());
            boolean complete = ADVDeviceIdentity.parseFrom(signed.getDetails()).hasKeyIndex();
            return complete ? Optional.of(signed) : Optional.empty();
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    /// Whether the account and the device have both signed. The account's key is the caller's own knowledge: the
    /// one inside `signed` proves nothing.
    static boolean isValid(ADVSignedDeviceIdentity signed, PublicKey accountKey, PublicKey deviceIdentity) {
        byte[] details = signed.getDetails().toByteArray();
        byte[] device = deviceIdentity.bytes();
        return XEdDsa.verify(
                        accountKey,
                        AdvPrefix.ACCOUNT.before(details, device),
                        signed.getAccountSignature().toByteArray())
                && XEdDsa.verify(
                        deviceIdentity,
                        AdvPrefix.DEVICE.before(details, device, accountKey.bytes()),
                        signed.getDeviceSignature().toByteArray());
    }

    /// The form for other people's devices: they know the account's key as the identity of its primary.
    static Bytes withoutAccountKey(Bytes identity) {
        return parse(identity)
                .map(signed -> signed.toBuilder().clearAccountSignatureKey().build())
                .map(stripped -> Bytes.wrap(stripped.toByteArray()))
                .orElse(identity);
    }
}
