package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredFanOut;
import java.util.Map;
import java.util.TreeMap;

/// Sent messages that have not reached all devices, by id, with those that they reached.
public final class FanOuts {
    private final Transaction transaction;

    FanOuts(Transaction transaction) {
        this.transaction = transaction;
    }

    public void write(String id, StoredFanOut fanOut) {
        transaction.write(EntryKind.FAN_OUT, id, fanOut.toByteArray());
    }

    public Map<String, StoredFanOut> readAll() {
        Map<String, StoredFanOut> all = new TreeMap<>();
        transaction
                .readAll(EntryKind.FAN_OUT)
                .forEach((id, bytes) -> all.put(id, Records.parse(EntryKind.FAN_OUT, bytes, StoredFanOut.parser())));
        return all;
    }

    public void delete(String id) {
        transaction.delete(EntryKind.FAN_OUT, id);
    }
}
