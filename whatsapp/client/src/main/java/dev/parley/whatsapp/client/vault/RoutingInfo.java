package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;

/// The opaque bytes with which the server wants the next connection to begin (connection.md section 1.3).
public final class RoutingInfo {
    private static final String NAME = "routing-info";

    private final Transaction transaction;

    RoutingInfo(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<Bytes> read() {
        return transaction.read(EntryKind.SETTING, NAME).map(Bytes::wrap);
    }

    public void write(Bytes info) {
        transaction.write(EntryKind.SETTING, NAME, info.toByteArray());
    }
}
