package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;

/// The server's check of `pair-device-sign` (protocol notes, connection 6.7): what the phone signed must come
/// back unchanged, without the account's key, with the companion's own signature added.
final class PairingSignature {
    private PairingSignature() {}

    /// The ADVSignedDeviceIdentity to keep for the device, with the account's key; empty when anything is wrong.
    static Optional<Bytes> check(PairingSession.Link link, PublicKey companionIdentity, Node result) {
        ADVSignedDeviceIdentity offered = link.offered();
        return result.child("pair-device-sign")
                .flatMap(sign -> sign.child("device-identity"))
                .filter(node -> node.hasAttr("key-index", Integer.toString(link.keyIndex())))
                .flatMap(Node::bytes)
                .flatMap(AdvVerifier::parse)
                .filter(signed -> signed.getDetails().equals(offered.getDetails()))
                .filter(signed -> signed.getAccountSignature().equals(offered.getAccountSignature()))
                .filter(signed -> signed.getAccountSignatureKey().isEmpty())
                .filter(signed ->
                        AdvVerifier.isValid(signed, link.account().signer().accountKey(), companionIdentity))
                .map(signed -> complete(signed, offered.getAccountSignatureKey()));
    }

    private static Bytes complete(ADVSignedDeviceIdentity signed, ByteString accountKey) {
        return Bytes.wrap(
                signed.toBuilder().setAccountSignatureKey(accountKey).build().toByteArray());
    }
}
