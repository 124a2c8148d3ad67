package dev.parley.whatsapp.client.prekey;

import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/// The server's summary of our keys (connection.md section 10.5).
final class KeyDigest {
    private static final int ID_BYTES = 3;
    private static final int REGISTRATION_BYTES = 4;
    /// More than are ever uploaded.
    private static final int MOST_KEYS = 10_000;

    private KeyDigest() {}

    /// Whether the server has our identity, a signed pre-key of ours, and only one-time keys that are ours.
    static boolean matches(Records records, Node digest) {
        Credentials credentials = records.credentials().read().orElseThrow();
        Optional<SignedPreKey> signed = digest.child("skey")
                .flatMap(key -> KeyNodes.number(key, "id", ID_BYTES))
                .flatMap(records.preKeys()::readSigned);
        List<Node> ids = digest.child("list").map(list -> list.children("id")).orElse(List.of());
        Optional<Bytes> hash = digest.child("hash").flatMap(Node::bytes);
        if (signed.isEmpty()
                || hash.isEmpty()
                || ids.size() > MOST_KEYS
                || !KeyNodes.number(digest, "registration", REGISTRATION_BYTES)
                        .equals(Optional.of(credentials.registrationId()))) {
            return false;
        }
        MessageDigest sha1 = sha1();
        sha1.update(credentials.identityKey().publicKey().bytes());
        sha1.update(signed.get().keyPair().publicKey().bytes());
        sha1.update(signed.get().signature().bytes());
        for (Node id : ids) {
            Optional<KeyPair> key = KeyNodes.number(Node.of("key").child(id).build(), "id", ID_BYTES)
                    .flatMap(records.preKeys()::read);
            if (key.isEmpty()) {
                return false;
            }
            sha1.update(key.get().publicKey().bytes());
        }
        return hash.get().equals(Bytes.wrap(sha1.digest()));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
