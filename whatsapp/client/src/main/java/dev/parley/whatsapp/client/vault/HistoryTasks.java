package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.HistorySyncNotification;
import dev.parley.whatsapp.proto.StoredHistoryTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The parts of the history that were offered and are not imported yet, by the id of the message that offered them.
/// What a part says of itself is small and apart from the notification, which may hold megabytes.
public final class HistoryTasks {
    private final Transaction transaction;

    HistoryTasks(Transaction transaction) {
        this.transaction = transaction;
    }

    public void add(String id, StoredHistoryTask task, HistorySyncNotification notification) {
        transaction.write(EntryKind.HISTORY_CHUNK, id, notification.toByteArray());
        update(id, task);
    }

    public Map<String, StoredHistoryTask> all() {
        Map<String, StoredHistoryTask> tasks = new LinkedHashMap<>();
        transaction
                .readAll(EntryKind.HISTORY_TASK)
                .forEach((id, bytes) ->
                        tasks.put(id, Records.parse(EntryKind.HISTORY_TASK, bytes, StoredHistoryTask.parser())));
        return tasks;
    }

    public Optional<StoredHistoryTask> read(String id) {
        return Records.parse(transaction, EntryKind.HISTORY_TASK, id, StoredHistoryTask.parser());
    }

    public Optional<HistorySyncNotification> notification(String id) {
        return Records.parse(transaction, EntryKind.HISTORY_CHUNK, id, HistorySyncNotification.parser());
    }

    public void update(String id, StoredHistoryTask task) {
        transaction.write(EntryKind.HISTORY_TASK, id, task.toByteArray());
    }

    public void remove(String id) {
        transaction.delete(EntryKind.HISTORY_TASK, id);
        transaction.delete(EntryKind.HISTORY_CHUNK, id);
    }
}
