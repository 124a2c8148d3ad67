package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredReceipt;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the owner has read and played here and WhatsApp has not confirmed to know yet.
public final class OwedReceipts {
    /// WhatsApp Web's limit of ids in one receipt (messaging.md section 7.2).
    private static final int MAX_IDS = 256;

    private final Transaction transaction;

    OwedReceipts(Transaction transaction) {
        this.transaction = transaction;
    }

    /// Remembers what is not owed already, one entry for each stanza that it takes.
    public void add(Jid chat, boolean played, List<String> messageIds, Instant when) {
        Set<String> owed = new HashSet<>();
        transaction
                .readAll(EntryKind.OWED_RECEIPT, name(chat.toString(), played, ""))
                .values()
                .forEach(bytes -> owed.addAll(receipt(bytes).getMessageIdList()));
        List<String> fresh = new ArrayList<>(
                messageIds.stream().filter(id -> !owed.contains(id)).distinct().toList());
        for (int start = 0; start < fresh.size(); start += MAX_IDS) {
            List<String> ids = fresh.subList(start, Math.min(fresh.size(), start + MAX_IDS));
            StoredReceipt receipt = StoredReceipt.newBuilder()
                    .setChat(chat.toString())
                    .setPlayed(played)
                    .addAllMessageId(ids)
                    .setTimestamp(when.getEpochSecond())
                    .build();
            transaction.write(
                    EntryKind.OWED_RECEIPT, name(chat.toString(), played, ids.getFirst()), receipt.toByteArray());
        }
    }

    /// Everything owed, by name.
    public Map<String, StoredReceipt> all() {
        Map<String, StoredReceipt> all = new TreeMap<>();
        transaction.readAll(EntryKind.OWED_RECEIPT).forEach((name, bytes) -> all.put(name, receipt(bytes)));
        return all;
    }

    private static StoredReceipt receipt(byte[] bytes) {
        return Records.parse(EntryKind.OWED_RECEIPT, bytes, StoredReceipt.parser());
    }

    /// WhatsApp has the receipt whose stanza carried that id.
    public void paid(Jid chat, boolean played, String firstId) {
        transaction.delete(EntryKind.OWED_RECEIPT, name(chat.toString(), played, firstId));
    }

    /// Forgets what WhatsApp has not confirmed for so long that nobody waits for it any more.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.OWED_RECEIPT, time);
    }

    private static String name(String chat, boolean played, String firstId) {
        return (played ? "played " : "read ") + chat + " " + firstId;
    }
}
