package dev.parley.bridge.keys;

import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.EntryKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One transaction's view of a session's entries: each row is read at most once, and writes wait until
/// [#flush()], so that a ratchet that many messages advance is written once. Belongs to its transaction's thread.
final class KeyTransaction implements DeviceStore.Transaction {
    private record Place(EntryKind kind, String name) {}

    /// What is known of an entry.
    ///
    /// @param value empty when there is no such entry
    /// @param written whether it differs from the database
    private record Entry(Optional<byte[]> value, boolean written) {}

    private final String sessionId;
    private final KeyTable table;
    private final RowCipher cipher;
    private final Map<Place, Entry> entries = new LinkedHashMap<>();
    private boolean cleared;

    KeyTransaction(String sessionId, KeyTable table, RowCipher cipher) {
        this.sessionId = sessionId;
        this.table = table;
        this.cipher = cipher;
    }

    @Override
    public Optional<byte[]> read(EntryKind kind, String name) {
        return entries.computeIfAbsent(new Place(kind, name), this::load)
                .value()
                .map(byte[]::clone);
    }

    private Entry load(Place place) {
        Optional<KeyTable.Row> row = cleared ? Optional.empty() : table.find(sessionId, place.kind(), place.name());
        return new Entry(
                row.map(found -> cipher.decrypt(place.kind().code(), place.name(), found.value(), found.keyId())),
                false);
    }

    @Override
    public Map<String, byte[]> readAll(EntryKind kind) {
        return readAll(kind, "");
    }

    @Override
    public Map<String, byte[]> readAll(EntryKind kind, String prefix) {
        Map<String, byte[]> all = new HashMap<>();
        if (!cleared) {
            table.findAll(sessionId, kind, prefix)
                    .forEach((name, row) -> all.put(name, cipher.decrypt(kind.code(), name, row.value(), row.keyId())));
        }
        entries.forEach((place, entry) -> {
            if (place.kind() == kind && place.name().startsWith(prefix) && entry.written()) {
                entry.value()
                        .ifPresentOrElse(value -> all.put(place.name(), value.clone()), () -> all.remove(place.name()));
            }
        });
        return all;
    }

    @Override
    public int count(EntryKind kind) {
        Set<String> names = cleared ? new HashSet<>() : table.names(sessionId, kind);
        entries.forEach((place, entry) -> {
            if (place.kind() == kind && entry.written()) {
                if (entry.value().isPresent()) {
                    names.add(place.name());
                } else {
                    names.remove(place.name());
                }
            }
        });
        return names.size();
    }

    @Override
    public void write(EntryKind kind, String name, byte[] value) {
        entries.put(new Place(kind, name), new Entry(Optional.of(value.clone()), true));
    }

    @Override
    public void delete(EntryKind kind, String name) {
        entries.put(new Place(kind, name), new Entry(Optional.empty(), true));
    }

    @Override
    public void deleteWrittenBefore(EntryKind kind, Instant time) {
        entries.entrySet()
                .removeIf(entry ->
                        entry.getKey().kind() == kind && !entry.getValue().written());
        table.dropWrittenBefore(sessionId, kind, LocalDate.ofInstant(time, ZoneOffset.UTC));
    }

    @Override
    public void deleteAll() {
        entries.clear();
        cleared = true;
    }

    /// Sends what was written to the database, at most one statement of each sort.
    void flush() {
        if (cleared) {
            table.dropEverything(sessionId);
        }
        List<KeyTable.Put> puts = new ArrayList<>();
        List<KeyTable.Drop> drops = new ArrayList<>();
        entries.forEach((place, entry) -> {
            if (entry.written()) {
                collect(place, entry.value(), puts, drops);
            }
        });
        if (!puts.isEmpty()) {
            table.putAll(sessionId, puts);
        }
        if (!drops.isEmpty() && !cleared) {
            table.dropAll(sessionId, drops);
        }
    }

    private void collect(Place place, Optional<byte[]> value, List<KeyTable.Put> puts, List<KeyTable.Drop> drops) {
        String kind = place.kind().code();
        value.ifPresentOrElse(
                present -> puts.add(new KeyTable.Put(
                        kind, place.name(), cipher.encrypt(kind, place.name(), present), cipher.keyId())),
                () -> drops.add(new KeyTable.Drop(kind, place.name())));
    }
}
