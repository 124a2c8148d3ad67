package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredWantedMessage;
import java.time.Instant;
import java.util.List;

/// Messages that this device could not read and that the phone is asked for (messaging.md section 5.5).
public final class WantedMessages {
    private static final int MOST = 1000;

    private final Transaction transaction;

    WantedMessages(Transaction transaction) {
        this.transaction = transaction;
    }

    public List<StoredWantedMessage> all() {
        return transaction.readAll(EntryKind.WANTED_MESSAGE).values().stream()
                .map(bytes -> Records.parse(EntryKind.WANTED_MESSAGE, bytes, StoredWantedMessage.parser()))
                .toList();
    }

    /// Adds one that is not known; does nothing when there are too many already.
    public boolean add(StoredWantedMessage message) {
        if (transaction.read(EntryKind.WANTED_MESSAGE, name(message)).isPresent()
                || transaction.readAll(EntryKind.WANTED_MESSAGE).size() >= MOST) {
            return false;
        }
        write(message);
        return true;
    }

    public void write(StoredWantedMessage message) {
        transaction.write(EntryKind.WANTED_MESSAGE, name(message), message.toByteArray());
    }

    public void delete(StoredWantedMessage message) {
        transaction.delete(EntryKind.WANTED_MESSAGE, name(message));
    }

    /// Forgets what was given up.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.WANTED_MESSAGE, time);
    }

    private static String name(StoredWantedMessage message) {
        return (message.getFromMe() ? "to " : "from ") + message.getChat() + " " + message.getId();
    }
}
