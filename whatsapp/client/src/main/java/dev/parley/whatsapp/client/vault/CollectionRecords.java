package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.appstate.Applied;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.CollectionState;
import dev.parley.whatsapp.appstate.Mac;
import dev.parley.whatsapp.appstate.ValueMacs;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredSyncProgress;
import java.util.HexFormat;

/// The collections of the app state: version and hash with the value MAC of every record, which only make sense
/// together, and how far the synchronisation is.
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
        return indexMac -> transaction
                .read(EntryKind.APP_STATE_MAC, name(collection, indexMac))
                .map(Mac::of);
    }

    /// Takes a patch over.
    public void apply(Applied applied) {
        CollectionName collection = applied.state().collection();
        transaction.write(
                EntryKind.APP_STATE_COLLECTION,
                collection.wireName(),
                applied.state().toByteArray());
        applied.changes().forEach(change -> {
            String name = name(collection, change.indexMac());
            change.valueMac()
                    .ifPresentOrElse(
                            valueMac -> transaction.write(EntryKind.APP_STATE_MAC, name, valueMac.bytes()),
                            () -> transaction.delete(EntryKind.APP_STATE_MAC, name));
        });
    }

    /// Takes a snapshot over, in place of all that was.
    public void replace(Applied applied) {
        reset(applied.state().collection());
        apply(applied);
    }

    /// Forgets the collection's content.
    public void reset(CollectionName collection) {
        transaction.delete(EntryKind.APP_STATE_COLLECTION, collection.wireName());
        String prefix = name(collection, "");
        transaction.readAll(EntryKind.APP_STATE_MAC).keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> transaction.delete(EntryKind.APP_STATE_MAC, name));
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
