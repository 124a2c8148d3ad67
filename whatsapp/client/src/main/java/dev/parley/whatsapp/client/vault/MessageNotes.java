package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredMessageNote;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// What the engine remembers of a message to understand what is said about it later: its secret, the options of a
/// poll, that it was deleted. Messages of direct chats only; the chat is found under both of its names.
public final class MessageNotes {
    private final Transaction transaction;

    MessageNotes(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @param fromMe whether this account wrote the message
    public Optional<StoredMessageNote> read(Person chat, boolean fromMe, String id) {
        return Stream.of(chat.pn(), chat.lid())
                .flatMap(Optional::stream)
                .flatMap(name -> Records.parse(
                        transaction, EntryKind.MESSAGE_NOTE, name(name, fromMe, id), StoredMessageNote.parser())
                        .stream())
                .findFirst();
    }

    public void write(Person chat, boolean fromMe, String id, StoredMessageNote note) {
        transaction.write(EntryKind.MESSAGE_NOTE, name(chat.preferred(), fromMe, id), note.toByteArray());
    }

    /// Forgets messages so old that nobody adds to them any more.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.MESSAGE_NOTE, time);
    }

    private static String name(Jid chat, boolean fromMe, String id) {
        return (fromMe ? "to " : "from ") + chat + " " + id;
    }
}
