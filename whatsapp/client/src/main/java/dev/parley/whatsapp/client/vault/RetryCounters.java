package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredRetries;
import java.time.Instant;

/// How often a message was asked for again, so that no redelivery or restart starts the count anew.
public final class RetryCounters {
    private final Transaction transaction;

    RetryCounters(Transaction transaction) {
        this.transaction = transaction;
    }

    /// Counts one more and returns the new count.
    ///
    /// @param name what is counted: message and other side
    /// @param floor the count that the other side says it is at
    public int increment(String name, int floor, Instant now) {
        int before = Records.parse(transaction, EntryKind.RETRY, name, StoredRetries.parser())
                .map(StoredRetries::getCount)
                .orElse(0);
        int count = Math.max(before, floor) + 1;
        transaction.write(
                EntryKind.RETRY,
                name,
                StoredRetries.newBuilder()
                        .setCount(count)
                        .setTimestamp(now.getEpochSecond())
                        .build()
                        .toByteArray());
        return count;
    }

    /// Forgets the counts of messages that nobody asks for any more.
    public void forgetBefore(Instant time) {
        transaction.deleteWrittenBefore(EntryKind.RETRY, time);
    }

    /// The message came: nothing to count any more.
    public void clear(String name) {
        transaction.delete(EntryKind.RETRY, name);
    }
}
