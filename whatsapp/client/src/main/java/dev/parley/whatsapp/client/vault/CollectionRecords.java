package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.appstate.ActionIndex;
import dev.parley.whatsapp.appstate.Applied;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.CollectionState;
import dev.parley.whatsapp.appstate.Mac;
import dev.parley.whatsapp.appstate.ValueMacs;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredSyncProgress;
import dev.parley.whatsapp.proto.StoredSyncRecord;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The collections of the app state: version and hash with the value MAC of every record, which only make sense
/// together, what each record is about, and how far the synchronisation is.
public final class CollectionRecords {
    private final Transaction transaction;

    CollectionRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    public CollectionState state(CollectionName collection) {
        return transaction
                .read(EntryKind.APP_STATE_COLLECTION, collection.wireName())
                .map(stored -> CollectionState.parse(collection, stored))
                .orElseGet(() -> CollectionState.initial(collection));
    }

    public ValueMacs valueMacs(CollectionName collection) {
        int generation = generation(collection);
        return indexMac -> transaction
                .read(EntryKind.APP_STATE_MAC, name(collection, indexMac))
                .map(CollectionRecords::record)
                .filter(record -> record.getGeneration() == generation)
                .map(record -> Mac.of(record.getValueMac().toByteArray()));
    }

    /// Takes a patch over.
    public void apply(Applied applied) {
        CollectionName collection = applied.state().collection();
        int generation = generation(collection);
        transaction.write(
                EntryKind.APP_STATE_COLLECTION,
                collection.wireName(),
                applied.state().toByteArray());
        applied.changes().forEach(change -> {
            String name = name(collection, change.indexMac());
            change.valueMac()
                    .ifPresentOrElse(
                            valueMac -> transaction.write(
                                    EntryKind.APP_STATE_MAC,
                                    name,
                                    StoredSyncRecord.newBuilder()
                                            .setValueMac(ByteString.copyFrom(valueMac.bytes()))
                                            .setIndex(ByteString.copyFrom(
                                                    change.index().bytes()))
                                            .setGeneration(generation)
                                            .build()
                                            .toByteArray()),
                            () -> transaction.delete(EntryKind.APP_STATE_MAC, name));
        });
    }

    /// Takes a snapshot over, in place of all that was.
    public void replace(Applied applied) {
        reset(applied.state().collection());
        apply(applied);
    }

    /// Begins the collection anew. What its records were about is known until [#vanished].
    public void reset(CollectionName collection) {
        transaction.delete(EntryKind.APP_STATE_COLLECTION, collection.wireName());
        write(
                collection,
                progress(collection).toBuilder()
                        .setGeneration(generation(collection) + 1)
                        .build());
    }

    /// What the collection has records of.
    public Set<ActionIndex> present(CollectionName collection) {
        int generation = generation(collection);
        return all(collection).values().stream()
                .filter(record -> record.getGeneration() == generation)
                .map(CollectionRecords::index)
                .collect(Collectors.toSet());
    }

    /// What the collection had records of before it was begun anew, and has no more; forgets it. To be
    /// called when all has been read again.
    public Set<ActionIndex> vanished(CollectionName collection) {
        int generation = generation(collection);
        Set<ActionIndex> vanished = new LinkedHashSet<>();
        all(collection).forEach((name, record) -> {
            if (record.getGeneration() != generation) {
                transaction.delete(EntryKind.APP_STATE_MAC, name);
                vanished.add(index(record));
            }
        });
        vanished.removeAll(present(collection));
        return vanished;
    }

    private Map<String, StoredSyncRecord> all(CollectionName collection) {
        String prefix = name(collection, "");
        Map<String, StoredSyncRecord> all = new TreeMap<>();
        transaction.readAll(EntryKind.APP_STATE_MAC, prefix).forEach((name, bytes) -> all.put(name, record(bytes)));
        return all;
    }

    private int generation(CollectionName collection) {
        return progress(collection).getGeneration();
    }

    private static StoredSyncRecord record(byte[] bytes) {
        return bytes.length == Mac.LENGTH
                ? StoredSyncRecord.newBuilder()
                        .setValueMac(ByteString.copyFrom(bytes))
                        .build()
                : Records.parse(EntryKind.APP_STATE_MAC, bytes, StoredSyncRecord.parser());
    }

    private static ActionIndex index(StoredSyncRecord record) {
        return ActionIndex.read(record.getIndex().toByteArray());
    }

    public StoredSyncProgress progress(CollectionName collection) {
        return Records.parse(
                        transaction, EntryKind.APP_STATE_PROGRESS, collection.wireName(), StoredSyncProgress.parser())
                .orElseGet(StoredSyncProgress::getDefaultInstance);
    }

    public void write(CollectionName collection, StoredSyncProgress progress) {
        transaction.write(EntryKind.APP_STATE_PROGRESS, collection.wireName(), progress.toByteArray());
    }

    /// Has the collection asked for.
    public void ask(CollectionName collection) {
        StoredSyncProgress progress = progress(collection);
        write(collection, progress.toBuilder().setAsked(progress.getAsked() + 1).build());
    }

    private static String name(CollectionName collection, Mac indexMac) {
        return name(collection, HexFormat.of().formatHex(indexMac.bytes()));
    }

    private static String name(CollectionName collection, String indexMac) {
        return collection.wireName() + "/" + indexMac;
    }
}
