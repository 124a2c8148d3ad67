package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.PrivateKey;
import dev.parley.whatsapp.proto.StoredPreKey;
import dev.parley.whatsapp.proto.StoredSignedPreKey;
import dev.parley.whatsapp.signal.PreKey;
import dev.parley.whatsapp.signal.Signature;
import dev.parley.whatsapp.signal.SignedPreKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Our own pre-keys. Ids come from a counter that only grows, so that a late message never meets another key
/// under its id (messaging.md section 1.9).
public final class PreKeyRecords {
    private static final String NEXT_ID = "next-pre-key-id";
    private static final int MAX_ID = (1 << 24) - 1;

    private final Transaction transaction;

    PreKeyRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    /// Makes and keeps one-time keys that were never offered.
    public List<PreKey> generate(int count, SecureRandom random) {
        int next = transaction
                .read(EntryKind.SETTING, NEXT_ID)
                .map(bytes -> ByteBuffer.wrap(bytes).getInt())
                .orElse(1);
        List<PreKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            PreKey key = PreKey.generate(next, random);
            write(key, false);
            keys.add(key);
            next = next == MAX_ID ? 1 : next + 1;
        }
        transaction.write(
                EntryKind.SETTING,
                NEXT_ID,
                ByteBuffer.allocate(Integer.BYTES).putInt(next).array());
        return keys;
    }

    /// Keys whose upload was never confirmed, oldest first.
    public List<PreKey> notUploaded() {
        List<PreKey> keys = new ArrayList<>();
        transaction.readAll(EntryKind.PRE_KEY).forEach((name, bytes) -> {
            StoredPreKey stored = Records.parse(EntryKind.PRE_KEY, bytes, StoredPreKey.parser());
            if (!stored.getUploaded()) {
                keys.add(new PreKey(Integer.parseInt(name), keyPair(stored.getPrivateKey())));
            }
        });
        keys.sort(Comparator.comparingInt(PreKey::id));
        return keys;
    }

    public void markUploaded(List<PreKey> keys) {
        keys.forEach(key -> write(key, true));
    }

    public Optional<KeyPair> read(int id) {
        return stored(name(id)).map(stored -> keyPair(stored.getPrivateKey()));
    }

    public void remove(int id) {
        transaction.delete(EntryKind.PRE_KEY, name(id));
    }

    /// Makes, signs and keeps a signed pre-key under `id`.
    public SignedPreKey generateSigned(int id, KeyPair identityKey, Instant now, SecureRandom random) {
        SignedPreKey key = SignedPreKey.generate(id, identityKey, random);
        StoredSignedPreKey stored = StoredSignedPreKey.newBuilder()
                .setPrivateKey(ByteString.copyFrom(key.keyPair().privateKey().bytes()))
                .setSignature(ByteString.copyFrom(key.signature().bytes()))
                .setMade(now.getEpochSecond())
                .build();
        transaction.write(EntryKind.SIGNED_PRE_KEY, name(id), stored.toByteArray());
        return key;
    }

    /// When a signed pre-key was made, if that is known.
    public Optional<Instant> signedMadeAt(int id) {
        return storedSigned(id)
                .filter(StoredSignedPreKey::hasMade)
                .map(stored -> Instant.ofEpochSecond(stored.getMade()));
    }

    public void writeSignedMadeAt(int id, Instant time) {
        storedSigned(id)
                .ifPresent(stored -> transaction.write(
                        EntryKind.SIGNED_PRE_KEY,
                        name(id),
                        stored.toBuilder()
                                .setMade(time.getEpochSecond())
                                .build()
                                .toByteArray()));
    }

    /// Forgets a signed pre-key that nobody uses any more.
    public void removeSigned(int id) {
        transaction.delete(EntryKind.SIGNED_PRE_KEY, name(id));
    }

    private Optional<StoredSignedPreKey> storedSigned(int id) {
        return Records.parse(transaction, EntryKind.SIGNED_PRE_KEY, name(id), StoredSignedPreKey.parser());
    }

    public Optional<SignedPreKey> readSigned(int id) {
        return storedSigned(id)
                .map(stored -> new SignedPreKey(
                        id,
                        keyPair(stored.getPrivateKey()),
                        Signature.of(stored.getSignature().toByteArray())));
    }

    private void write(PreKey key, boolean uploaded) {
        StoredPreKey stored = StoredPreKey.newBuilder()
                .setPrivateKey(ByteString.copyFrom(key.keyPair().privateKey().bytes()))
                .setUploaded(uploaded)
                .build();
        transaction.write(EntryKind.PRE_KEY, name(key.id()), stored.toByteArray());
    }

    private Optional<StoredPreKey> stored(String name) {
        return Records.parse(transaction, EntryKind.PRE_KEY, name, StoredPreKey.parser());
    }

    private static KeyPair keyPair(ByteString privateKey) {
        return KeyPair.of(PrivateKey.of(privateKey.toByteArray()));
    }

    private static String name(int id) {
        return Integer.toString(id);
    }
}
