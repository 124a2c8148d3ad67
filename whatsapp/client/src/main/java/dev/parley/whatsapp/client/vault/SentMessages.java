package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StoredSentMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;

/// The plaintext of what was sent, to be encrypted once more when a recipient asks. Ids are our own, so they are
/// unique.
public final class SentMessages {
    private final Transaction transaction;

    SentMessages(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<StoredSentMessage> read(String id) {
        return Records.parse(transaction, EntryKind.SENT_MESSAGE, id, StoredSentMessage.parser());
    }

    /// Forgets what was sent so long ago that nobody asks for it any more.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.SENT_MESSAGE, time);
    }

    /// Forgets one that was taken back.
    public void forget(String id) {
        transaction.delete(EntryKind.SENT_MESSAGE, id);
    }

    public void write(String id, Jid to, Message message, Instant now) {
        write(id, to, message, false, now);
    }

    /// As [#write(String, Jid, Message, Instant)] for a control message to the account's own phone.
    public void writePeer(String id, Jid phone, Message message, Instant now) {
        write(id, phone, message, true, now);
    }

    private void write(String id, Jid to, Message message, boolean peer, Instant now) {
        transaction.write(
                EntryKind.SENT_MESSAGE,
                id,
                StoredSentMessage.newBuilder()
                        .setTo(to.toString())
                        .setMessage(message.toByteString())
                        .setPeer(peer)
                        .setTimestamp(now.getEpochSecond())
                        .build()
                        .toByteArray());
    }
}
