package dev.parley.whatsapp.client.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.appstate.ActionIndex;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredSyncAction;
import dev.parley.whatsapp.proto.StoredSyncIntent;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What this device wants to change in the app state, in the order in which it was wanted, until it has come
/// back from the server: so no end of the process loses it, and none doubles it.
public final class SyncIntents {
    private static final String LAST_NUMBER = "last-app-state-intent";

    private final Transaction transaction;

    SyncIntents(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @return the intent's number
    public long add(List<SyncAction> actions) {
        long number = 1
                + transaction
                        .read(EntryKind.SETTING, LAST_NUMBER)
                        .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                        .orElse(0L);
        transaction.write(
                EntryKind.SETTING,
                LAST_NUMBER,
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        write(number, actions);
        return number;
    }

    /// What is left of every intent, oldest first.
    public SortedMap<Long, List<SyncAction>> all() {
        SortedMap<Long, List<SyncAction>> intents = new TreeMap<>();
        transaction
                .readAll(EntryKind.APP_STATE_INTENT)
                .forEach((name, bytes) -> intents.put(
                        Long.parseLong(name),
                        Records.parse(EntryKind.APP_STATE_INTENT, bytes, StoredSyncIntent.parser())
                                .getActionList()
                                .stream()
                                .map(SyncIntents::fromStored)
                                .toList()));
        return intents;
    }

    /// Crosses out what these actions fulfil.
    ///
    /// @return the intents of which nothing is left
    public List<Long> fulfil(List<SyncAction> done) {
        List<Long> finished = new ArrayList<>();
        all().forEach((number, actions) -> {
            List<SyncAction> left =
                    actions.stream().filter(action -> !done.contains(action)).toList();
            if (left.isEmpty()) {
                remove(number);
                finished.add(number);
            } else if (left.size() < actions.size()) {
                write(number, left);
            }
        });
        return finished;
    }

    public void remove(long number) {
        transaction.delete(EntryKind.APP_STATE_INTENT, Long.toString(number));
    }

    private void write(long number, List<SyncAction> actions) {
        StoredSyncIntent.Builder stored = StoredSyncIntent.newBuilder();
        actions.forEach(action -> stored.addAction(toStored(action)));
        transaction.write(
                EntryKind.APP_STATE_INTENT,
                Long.toString(number),
                stored.build().toByteArray());
    }

    private static StoredSyncAction toStored(SyncAction action) {
        return StoredSyncAction.newBuilder()
                .setRemove(action.operation() == Operation.REMOVE)
                .addIndex(action.index().action())
                .addAllIndex(action.index().arguments())
                .setValue(action.value().toByteString())
                .setVersion(action.version())
                .build();
    }

    private static SyncAction fromStored(StoredSyncAction stored) {
        List<String> arguments = stored.getIndexList().subList(1, stored.getIndexCount());
        return new SyncAction(
                stored.getRemove() ? Operation.REMOVE : Operation.SET,
                ActionIndex.of(stored.getIndex(0), arguments.toArray(String[]::new)),
                value(stored),
                stored.getVersion());
    }

    private static SyncActionValue value(StoredSyncAction stored) {
        try {
            return SyncActionValue.parseFrom(stored.getValue());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored app-state-intent is not readable", e);
        }
    }
}
