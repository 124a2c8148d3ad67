package dev.parley.whatsapp.client.prekey;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps enough of our one-time pre-keys on the server (connection.md section 10). Thread-safe; one upload at a
/// time.
public final class PreKeyUploader {
    /// WhatsApp's own client uploads as many each time.
    private static final int BATCH = 812;

    private static final int LOW = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private final Vault vault;
    private final SecureRandom random;
    private final ReentrantLock uploading = new ReentrantLock();

    public PreKeyUploader(Vault vault, SecureRandom random) {
        this.vault = vault;
        this.random = random;
    }

    /// Asks how many keys the server still has and uploads when they run low. Blocks.
    ///
    /// @throws WhatsAppException when the server does not answer, or refuses the keys
    public void topUp(Connection connection) {
        uploading.lock();
        try {
            if (count(connection) < LOW) {
                upload(connection);
            }
        } finally {
            uploading.unlock();
        }
    }

    private static long count(Connection connection) {
        Node answer = connection.request(encrypt("get").child(Node.of("count")), TIMEOUT);
        return answer.child("count").map(node -> node.number("value").orElse(0)).orElse(0L);
    }

    private void upload(Connection connection) {
        Batch batch = vault.transact(this::prepare);
        connection.request(
                encrypt("set")
                        .child(KeyNodes.registration(batch.credentials().registrationId()))
                        .child(KeyNodes.type())
                        .child(KeyNodes.identity(
                                batch.credentials().identityKey().publicKey()))
                        .child(Node.of("list")
                                .children(batch.keys().stream()
                                        .map(KeyNodes::preKey)
                                        .toList()))
                        .child(KeyNodes.signedPreKey(batch.signed())),
                TIMEOUT);
        vault.update(records -> records.preKeys().markUploaded(batch.keys()));
    }

    /// The private halves are on disk before the server sees the public ones. Keys of an upload that got no
    /// answer are offered again: the server may or may not have them.
    private Batch prepare(Records records) {
        Credentials credentials = records.credentials().read().orElseThrow();
        List<PreKey> keys = new ArrayList<>(records.preKeys().notUploaded());
        if (keys.size() < BATCH) {
            keys.addAll(records.preKeys().generate(BATCH - keys.size(), random));
        }
        return new Batch(
                credentials,
                records.preKeys().readSigned(credentials.signedPreKeyId()).orElseThrow(),
                keys);
    }

    private static Node.Builder encrypt(String type) {
        return Node.of("iq").attr("to", Jid.SERVER).attr("type", type).attr("xmlns", "encrypt");
    }

    private record Batch(Credentials credentials, SignedPreKey signed, List<PreKey> keys) {}
}
