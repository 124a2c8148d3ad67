package dev.parley.whatsapp.client.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Keeps a device in memory, for tests and trials: gone with the process. Thread-safe; one transaction at a time.
public final class InMemoryDeviceStore implements DeviceStore {
    private final Map<EntryKind, Map<String, Entry>> committed = new EnumMap<>(EntryKind.class);
    private final InstantSource clock;

    public InMemoryDeviceStore() {
        this(InstantSource.system());
    }

    public InMemoryDeviceStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized <T> T inTransaction(Function<Transaction, T> work) {
        MapTransaction transaction = new MapTransaction();
        T result = work.apply(transaction);
        transaction.commit();
        return result;
    }

    // Never compared, so the array's identity does not matter.
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(byte[] value, Instant writtenAt) {}

    /// Holds the changes of one transaction over the committed state; an absent entry is a deletion.
    private final class MapTransaction implements Transaction {
        private final Map<EntryKind, Map<String, Optional<Entry>>> changes = new EnumMap<>(EntryKind.class);

        @Override
        public Optional<byte[]> read(EntryKind kind, String name) {
            Optional<Entry> changed = changes.getOrDefault(kind, Map.of()).get(name);
            Optional<Entry> entry = changed != null
                    ? changed
                    : Optional.ofNullable(committed.getOrDefault(kind, Map.of()).get(name));
            return entry.map(found -> found.value().clone());
        }

        @Override
        public Map<String, byte[]> readAll(EntryKind kind) {
            Map<String, byte[]> all = new HashMap<>();
            entries(kind).forEach((name, entry) -> all.put(name, entry.value().clone()));
            return all;
        }

        @Override
        public int count(EntryKind kind) {
            return entries(kind).size();
        }

        @Override
        public void write(EntryKind kind, String name, byte[] value) {
            change(kind, name, Optional.of(new Entry(value.clone(), clock.instant())));
        }

        @Override
        public void delete(EntryKind kind, String name) {
            change(kind, name, Optional.empty());
        }

        @Override
        public void deleteWrittenBefore(EntryKind kind, Instant time) {
            entries(kind).forEach((name, entry) -> {
                if (entry.writtenAt().isBefore(time)) {
                    delete(kind, name);
                }
            });
        }

        @Override
        public void deleteAll() {
            for (EntryKind kind : EntryKind.values()) {
                entries(kind).keySet().forEach(name -> delete(kind, name));
            }
        }

        private Map<String, Entry> entries(EntryKind kind) {
            Map<String, Entry> entries = new HashMap<>(committed.getOrDefault(kind, Map.of()));
            apply(changes.getOrDefault(kind, Map.of()), entries);
            return entries;
        }

        private void change(EntryKind kind, String name, Optional<Entry> entry) {
            changes.computeIfAbsent(kind, _ -> new HashMap<>()).put(name, entry);
        }

        private void commit() {
            changes.forEach((kind, changed) -> apply(changed, committed.computeIfAbsent(kind, _ -> new HashMap<>())));
        }

        private static void apply(Map<String, Optional<Entry>> changed, Map<String, Entry> entries) {
            changed.forEach((name, entry) ->
                    entry.ifPresentOrElse(present -> entries.put(name, present), () -> entries.remove(name)));
        }
    }
}
