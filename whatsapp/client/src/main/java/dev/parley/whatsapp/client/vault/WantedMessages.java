package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredWantedMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /// @param chat by the name under which the message came
    public Optional<StoredWantedMessage> find(Jid chat, boolean fromMe, String id) {
        return Records.parse(
                transaction, EntryKind.WANTED_MESSAGE, name(chat.toString(), fromMe, id), StoredWantedMessage.parser());
    }

    public boolean has(StoredWantedMessage message) {
        return transaction.read(EntryKind.WANTED_MESSAGE, name(message)).isPresent();
    }

    /// Adds one that is not known; does nothing when there are too many already.
    public boolean add(StoredWantedMessage message) {
        if (has(message) || transaction.count(EntryKind.WANTED_MESSAGE) >= MOST) {
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
        return name(message.getChat(), message.getFromMe(), message.getId());
    }

    private static String name(String chat, boolean fromMe, String id) {
        return (fromMe ? "to " : "from ") + chat + " " + id;
    }
}
