package dev.parley.whatsapp.client.vault;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.StoredRetries;
import java.time.Instant;
import java.util.Optional;

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
        StoredRetries.Builder stored = read(name).map(StoredRetries::toBuilder).orElseGet(StoredRetries::newBuilder);
        int count = Math.max(stored.getCount(), floor) + 1;
        write(name, stored.setCount(count).setTimestamp(now.getEpochSecond()));
        return count;
    }

    /// When it was last counted.
    public Optional<Instant> last(String name) {
        return read(name).map(stored -> Instant.ofEpochSecond(stored.getTimestamp()));
    }

    /// Remembers on which session the message was sent again.
    public void rememberSession(String name, PublicKey aliceBaseKey) {
        write(
                name,
                read(name)
                        .map(StoredRetries::toBuilder)
                        .orElseGet(StoredRetries::newBuilder)
                        .setSession(ByteString.copyFrom(aliceBaseKey.bytes())));
    }

    public Optional<PublicKey> rememberedSession(String name) {
        return read(name)
                .filter(StoredRetries::hasSession)
                .map(stored -> PublicKey.of(stored.getSession().toByteArray()));
    }

    private Optional<StoredRetries> read(String name) {
        return Records.parse(transaction, EntryKind.RETRY, name, StoredRetries.parser());
    }

    private void write(String name, StoredRetries.Builder stored) {
        transaction.write(EntryKind.RETRY, name, stored.build().toByteArray());
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
