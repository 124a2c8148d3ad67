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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps enough of our one-time pre-keys on the server (connection.md section 10). Thread-safe; one upload at
/// a time.
public final class PreKeyUploader {
    /// WhatsApp's own client uploads as many each time.
    private static final int BATCH = 812;

    private static final int LOW = 5;
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    private static final Logger log = LoggerFactory.getLogger(PreKeyUploader.class);
    /// As WhatsApp's web client does (messaging.md section 1.9).
    private static final Duration ROTATION = Duration.ofDays(27);
    /// A refused rotation is not tried again before that.
    private static final Duration ROTATION_RETRY = Duration.ofDays(1);
    /// How many signed pre-keys are good at a time.
    private static final int GENERATIONS = 3;
    private static final int MAX_ID = (1 << 24) - 1;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final Vault vault;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ReentrantLock uploading = new ReentrantLock();
    /// Guarded by the lock.
    private Instant nextRotation = Instant.MIN;

    public PreKeyUploader(Vault vault, SecureRandom random, InstantSource clock) {
        this.vault = vault;
        this.random = random;
        this.clock = clock;
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

    /// Replaces the signed pre-key when it is old (connection.md section 10.6). Blocks. The keys before it
    /// stay for a while: others may still start sessions with them.
    ///
    /// @throws WhatsAppException when the server does not answer, or does not take the key
    public void rotateIfDue(Connection connection) {
        uploading.lock();
        try {
            Instant now = clock.instant();
            if (now.isBefore(nextRotation) || !vault.transact(records -> isRotationDue(records, now))) {
                return;
            }
            nextRotation = now.plus(ROTATION_RETRY);
            rotate(connection);
        } catch (WhatsAppException.IqError e) {
            if (e.code() != CONFLICT) {
                throw e;
            }
            log.warn("The server does not know the keys that it should have; comparing them");
            check(connection);
        } finally {
            uploading.unlock();
        }
    }

    /// Compares the server's view of our keys with ours (connection.md section 10.5), and uploads them when
    /// it has none or others. Blocks.
    ///
    /// @throws WhatsAppException when the server does not answer
    public void check(Connection connection) {
        uploading.lock();
        try {
            Node digest = connection
                    .request(encrypt("get").child(Node.of("digest")), TIMEOUT)
                    .child("digest")
                    .orElseThrow(() -> new WhatsAppException.UnexpectedAnswer("an answer without a digest"));
            if (!vault.transact(records -> KeyDigest.matches(records, digest))) {
                log.warn("The server has other keys of this device than it should: uploading them anew");
                upload(connection);
            }
        } catch (WhatsAppException.IqError e) {
            if (e.code() != NOT_FOUND) {
                throw e;
            }
            upload(connection);
        } finally {
            uploading.unlock();
        }
    }

    private void rotate(Connection connection) {
        SignedPreKey fresh = vault.transact(records -> {
            Credentials credentials = records.credentials().read().orElseThrow();
            int next = credentials.signedPreKeyId() == MAX_ID ? 1 : credentials.signedPreKeyId() + 1;
            // One that was offered before and got no answer may be at the server: it is offered again.
            return records.preKeys()
                    .readSigned(next)
                    .orElseGet(() ->
                            records.preKeys().generateSigned(next, credentials.identityKey(), clock.instant(), random));
        });
        connection.request(encrypt("set").child(Node.of("rotate").child(KeyNodes.signedPreKey(fresh))), TIMEOUT);
        vault.update(records -> {
            Credentials credentials = records.credentials().read().orElseThrow();
            records.credentials().write(credentials.withSignedPreKeyId(fresh.id()));
            records.preKeys().removeSigned(fresh.id() - GENERATIONS);
        });
    }

    /// A key of unknown age is as old as this look at it.
    private static boolean isRotationDue(Records records, Instant now) {
        int id = records.credentials().read().orElseThrow().signedPreKeyId();
        Optional<Instant> made = records.preKeys().signedMadeAt(id);
        if (made.isEmpty()) {
            records.preKeys().writeSignedMadeAt(id, now);
        }
        return made.filter(time -> !time.plus(ROTATION).isAfter(now)).isPresent();
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
