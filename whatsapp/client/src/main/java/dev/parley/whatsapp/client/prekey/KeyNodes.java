package dev.parley.whatsapp.client.prekey;

import dev.parley.whatsapp.crypto.InvalidKeyException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.Signature;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Keys as stanzas carry them (connection.md section 10): ids in three bytes, public keys raw.
public final class KeyNodes {
    private static final Bytes DJB_TYPE = Bytes.fromHex("05");
    private static final int ID_BYTES = 3;
    private static final int REGISTRATION_BYTES = 4;

    private KeyNodes() {}

    public static Node registration(int registrationId) {
        return Node.of("registration")
                .content(bigEndian(registrationId, REGISTRATION_BYTES))
                .build();
    }

    public static Node type() {
        return Node.of("type").content(DJB_TYPE).build();
    }

    public static Node identity(PublicKey key) {
        return Node.of("identity").content(key.bytes()).build();
    }

    public static Node preKey(PreKey key) {
        return Node.of("key")
                .child(Node.of("id").content(bigEndian(key.id(), ID_BYTES)))
                .child(Node.of("value").content(key.keyPair().publicKey().bytes()))
                .build();
    }

    public static Node signedPreKey(SignedPreKey key) {
        return Node.of("skey")
                .child(Node.of("id").content(bigEndian(key.id(), ID_BYTES)))
                .child(Node.of("value").content(key.keyPair().publicKey().bytes()))
                .child(Node.of("signature").content(key.signature().bytes()))
                .build();
    }

    /// Reads a bundle: of a `user` in a key answer, or the `keys` of a retry receipt.
    ///
    /// @param registrationId where the bundle does not carry it
    /// @return empty when something is missing or malformed; a missing one-time key is legal
    public static Optional<PreKeyBundle> bundle(Node node, Optional<Integer> registrationId) {
        Node keys = node.child("keys").orElse(node);
        try {
            Optional<Integer> registration = number(node, "registration", REGISTRATION_BYTES)
                    .or(() -> number(keys, "registration", REGISTRATION_BYTES))
                    .or(() -> registrationId);
            Optional<PublicKey> identity = publicKey(keys, "identity");
            Optional<Node> signed = keys.child("skey");
            if (registration.isEmpty() || identity.isEmpty() || signed.isEmpty()) {
                return Optional.empty();
            }
            Node signedKey = signed.get();
            return Optional.of(new PreKeyBundle(
                    registration.get(),
                    identity.get(),
                    number(signedKey, "id", ID_BYTES).orElseThrow(),
                    publicKey(signedKey, "value").orElseThrow(),
                    Signature.of(bytes(signedKey, "signature").orElseThrow()),
                    keys.child("key")
                            .map(key -> new PreKeyBundle.OneTimePreKey(
                                    number(key, "id", ID_BYTES).orElseThrow(),
                                    publicKey(key, "value").orElseThrow()))));
        } catch (InvalidKeyException | IllegalArgumentException | java.util.NoSuchElementException _) {
            return Optional.empty();
        }
    }

    /// A number of exactly `length` bytes.
    public static Optional<Integer> number(Node parent, String tag, int length) {
        return bytes(parent, tag).filter(bytes -> bytes.length == length).map(KeyNodes::number);
    }

    private static int number(byte[] bytes) {
        int value = 0;
        for (byte b : bytes) {
            value = value << Byte.SIZE | (b & 0xFF);
        }
        return value;
    }

    private static Optional<PublicKey> publicKey(Node parent, String tag) {
        return bytes(parent, tag).map(PublicKey::of);
    }

    private static Optional<byte[]> bytes(Node parent, String tag) {
        return parent.child(tag).flatMap(Node::bytes).map(Bytes::toByteArray);
    }

    private static byte[] bigEndian(int value, int length) {
        byte[] out = new byte[length];
        ByteBuffer four = ByteBuffer.allocate(Integer.BYTES).putInt(value).flip();
        four.position(Integer.BYTES - length).get(out);
        return out;
    }
}
