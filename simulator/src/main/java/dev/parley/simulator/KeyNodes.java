package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.signal.Signature;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// The nodes that carry public keys in iqs and retry receipts (protocol notes, messaging 1.1 and 1.9): keys as 32
/// raw bytes, pre-key ids in 3 bytes, registration ids in 4, all lengths exact.
final class KeyNodes {
    private static final int ID_LENGTH = 3;
    private static final Bytes CURVE_25519 = Bytes.fromHex("05");

    private KeyNodes() {}

    static Node registration(int registrationId) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(registrationId).array();
        return Node.of("registration").content(bytes).build();
    }

    static Node type() {
        return Node.of("type").content(CURVE_25519).build();
    }

    static Node identity(PublicKey identity) {
        return Node.of("identity").content(identity.bytes()).build();
    }

    static Node key(OneTimePreKey key) {
        return Node.of("key").child(id(key.id())).child(value(key.key())).build();
    }

    static Node skey(PublishedSignedPreKey key) {
        return Node.of("skey")
                .child(id(key.id()))
                .child(value(key.key()))
                .child(Node.of("signature").content(key.signature().bytes()))
                .build();
    }

    static Node id(int id) {
        byte[] four = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
        return Node.of("id")
                .content(Arrays.copyOfRange(four, Integer.BYTES - ID_LENGTH, Integer.BYTES))
                .build();
    }

    private static Node value(PublicKey key) {
        return Node.of("value").content(key.bytes()).build();
    }

    /// @throws Refusal 406, as all readers here, when a node is missing or has another length
    static int readRegistration(Node parent) {
        return ByteBuffer.wrap(exactly(parent, "registration", Integer.BYTES)).getInt();
    }

    static PublicKey readIdentity(Node parent) {
        if (!CURVE_25519.equals(Bytes.wrap(exactly(parent, "type", 1)))) {
            throw Refusal.notAcceptable();
        }
        return PublicKey.of(exactly(parent, "identity", PublicKey.LENGTH));
    }

    static OneTimePreKey readKey(Node key) {
        return new OneTimePreKey(readId(key), PublicKey.of(exactly(key, "value", PublicKey.LENGTH)));
    }

    /// Also refuses a signature that is not `identity`'s.
    static PublishedSignedPreKey readSignedKey(Node parent, PublicKey identity) {
        Node skey = parent.child("skey").orElseThrow(Refusal::notAcceptable);
        PublishedSignedPreKey key = new PublishedSignedPreKey(
                readId(skey),
                PublicKey.of(exactly(skey, "value", PublicKey.LENGTH)),
                Signature.of(exactly(skey, "signature", Signature.LENGTH)));
        if (!key.isSignedBy(identity)) {
            throw Refusal.notAcceptable();
        }
        return key;
    }

    /// The keys that a retry receipt brings along, with the registration id beside them.
    static PreKeyBundle readRetryBundle(Node receipt, Node keys) {
        PublicKey identity = readIdentity(keys);
        PublishedSignedPreKey signed = readSignedKey(keys, identity);
        Optional<OneTimePreKey> oneTime = keys.child("key").map(KeyNodes::readKey);
        return new PreKeyBundle(
                readRegistration(receipt), identity, signed.id(), signed.key(), signed.signature(), oneTime);
    }

    private static int readId(Node parent) {
        byte[] id = exactly(parent, "id", ID_LENGTH);
        int number = ByteBuffer.allocate(Integer.BYTES).put((byte) 0).put(id).getInt(0);
        if (number == 0) {
            throw Refusal.notAcceptable();
        }
        return number;
    }

    private static byte[] exactly(Node parent, String tag, int length) {
        return parent.child(tag)
                .flatMap(Node::bytes)
                .filter(bytes -> bytes.length() == length)
                .map(Bytes::toByteArray)
                .orElseThrow(Refusal::notAcceptable);
    }
}
