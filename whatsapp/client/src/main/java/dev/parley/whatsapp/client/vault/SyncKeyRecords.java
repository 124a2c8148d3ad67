package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.appstate.SyncKey;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.appstate.SyncKeys;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredKeyAnswer;
import dev.parley.whatsapp.proto.StoredKeyRequest;
import dev.parley.whatsapp.proto.StoredSyncKey;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys of the account's app state, the ones that were asked for, and the ones that own devices ask us for.
public final class SyncKeyRecords implements SyncKeys {
    /// Newest epoch first; of two devices that made the same one, the lower is followed
    /// (media-history-appstate.md section 5.2). The device is in the first bytes of the id.
    private static final Comparator<SyncKeyId> NEWEST_FIRST =
            Comparator.comparingLong(SyncKeyId::epoch).reversed().thenComparing(SyncKeyRecords::name);

    private final Transaction transaction;

    SyncKeyRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public Optional<SyncKey> find(SyncKeyId id) {
        return read(id).map(stored -> SyncKey.of(id, stored.getData().toByteArray()));
    }

    /// As it was shared.
    public Optional<StoredSyncKey> read(SyncKeyId id) {
        return Records.parse(transaction, EntryKind.APP_STATE_KEY, name(id), StoredSyncKey.parser());
    }

    /// Every key, the one to encrypt with first.
    public List<SyncKey> newestFirst() {
        return transaction.readAll(EntryKind.APP_STATE_KEY).entrySet().stream()
                .map(entry -> SyncKey.of(
                        id(entry.getKey()),
                        Records.parse(EntryKind.APP_STATE_KEY, entry.getValue(), StoredSyncKey.parser())
                                .getData()
                                .toByteArray()))
                .sorted(Comparator.comparing(SyncKey::id, NEWEST_FIRST))
                .toList();
    }

    public int count() {
        return transaction.readAll(EntryKind.APP_STATE_KEY).size();
    }

    /// Keeps the key, and forgets that it was asked for.
    public void write(SyncKeyId id, StoredSyncKey key) {
        transaction.write(EntryKind.APP_STATE_KEY, name(id), key.toByteArray());
        transaction.delete(EntryKind.APP_STATE_KEY_REQUEST, name(id));
    }

    /// When a key was last asked for.
    public Optional<Instant> asked(SyncKeyId id) {
        return Records.parse(transaction, EntryKind.APP_STATE_KEY_REQUEST, name(id), StoredKeyRequest.parser())
                .map(request -> Instant.ofEpochSecond(request.getAsked()));
    }

    public void writeAsked(SyncKeyId id, Instant time) {
        transaction.write(
                EntryKind.APP_STATE_KEY_REQUEST,
                name(id),
                StoredKeyRequest.newBuilder()
                        .setAsked(time.getEpochSecond())
                        .build()
                        .toByteArray());
    }

    /// Writes down that an own device wants these keys; its newest wish takes the place of the one before.
    public void oweTo(Jid device, List<SyncKeyId> ids) {
        StoredKeyAnswer.Builder owed = StoredKeyAnswer.newBuilder();
        ids.forEach(id -> owed.addKeyId(ByteString.copyFrom(id.bytes())));
        transaction.write(
                EntryKind.APP_STATE_KEY_ANSWER, device.toString(), owed.build().toByteArray());
    }

    /// What own devices wait for, by device.
    public Map<Jid, List<SyncKeyId>> owed() {
        Map<Jid, List<SyncKeyId>> owed = new LinkedHashMap<>();
        transaction
                .readAll(EntryKind.APP_STATE_KEY_ANSWER)
                .forEach((device, bytes) -> owed.put(
                        Jid.parse(device).orElseThrow(),
                        Records.parse(EntryKind.APP_STATE_KEY_ANSWER, bytes, StoredKeyAnswer.parser())
                                .getKeyIdList()
                                .stream()
                                .map(id -> SyncKeyId.of(id.toByteArray()))
                                .toList()));
        return owed;
    }

    public void settle(Jid device) {
        transaction.delete(EntryKind.APP_STATE_KEY_ANSWER, device.toString());
    }

    private static String name(SyncKeyId id) {
        return HexFormat.of().formatHex(id.bytes());
    }

    private static SyncKeyId id(String name) {
        return SyncKeyId.of(HexFormat.of().parseHex(name));
    }
}
