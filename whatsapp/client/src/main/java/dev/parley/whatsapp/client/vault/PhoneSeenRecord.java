package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore.Transaction;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.proto.StoredPhoneSeen;
import java.time.Instant;
import java.util.Optional;

/// When the account's phone was last seen, and last asked for a sign of life.
public final class PhoneSeenRecord {
    private static final String NAME = "phone-seen";

    private final Transaction transaction;

    PhoneSeenRecord(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<Instant> lastSeen() {
        return read().filter(StoredPhoneSeen::hasSeen).map(stored -> Instant.ofEpochSecond(stored.getSeen()));
    }

    public Optional<Instant> lastPing() {
        return read().filter(StoredPhoneSeen::hasPinged).map(stored -> Instant.ofEpochSecond(stored.getPinged()));
    }

    public void write(Instant seen) {
        write(builder().setSeen(seen.getEpochSecond()));
    }

    public void writePing(Instant pinged) {
        write(builder().setPinged(pinged.getEpochSecond()));
    }

    private StoredPhoneSeen.Builder builder() {
        return read().map(StoredPhoneSeen::toBuilder).orElseGet(StoredPhoneSeen::newBuilder);
    }

    private void write(StoredPhoneSeen.Builder stored) {
        transaction.write(EntryKind.SETTING, NAME, stored.build().toByteArray());
    }

    private Optional<StoredPhoneSeen> read() {
        return Records.parse(transaction, EntryKind.SETTING, NAME, StoredPhoneSeen.parser());
    }
}
