package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredDeviceList;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// The devices of people as last heard, kept until a notification or a refused message says that they changed.
public final class DeviceLists {
    private final Transaction transaction;

    DeviceLists(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<StoredDeviceList> read(Jid user) {
        return Records.parse(transaction, EntryKind.DEVICE_LIST, user.bare().toString(), StoredDeviceList.parser());
    }

    public void write(Jid user, StoredDeviceList list) {
        transaction.write(EntryKind.DEVICE_LIST, user.bare().toString(), list.toByteArray());
    }

    /// Makes the next message ask again.
    public void forget(Jid user) {
        transaction.delete(EntryKind.DEVICE_LIST, user.bare().toString());
    }
}
