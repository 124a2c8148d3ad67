package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredCall;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;

/// The calls that ring, so that each of them ends once.
public final class CallRecords {
    private final Transaction transaction;

    CallRecords(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<StoredCall> read(String callId) {
        return Records.parse(transaction, EntryKind.CALL, callId, StoredCall.parser());
    }

    public void rings(String callId, Jid caller, Instant when, boolean video) {
        transaction.write(
                EntryKind.CALL,
                callId,
                StoredCall.newBuilder()
                        .setCaller(caller.bare().toString())
                        .setTimestamp(when.getEpochSecond())
                        .setVideo(video)
                        .build()
                        .toByteArray());
    }

    public void ended(String callId) {
        transaction.delete(EntryKind.CALL, callId);
    }

    /// Forgets calls of whose end WhatsApp never told.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.CALL, time);
    }
}
