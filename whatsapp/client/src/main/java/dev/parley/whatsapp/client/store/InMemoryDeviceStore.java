package dev.parley.whatsapp.client.store;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Keeps a device in memory, for tests and trials: gone with the process. Thread-safe; one transaction at a time.
public final class InMemoryDeviceStore implements DeviceStore {
    private Map<EntryKind, Map<String, byte[]>> committed = new EnumMap<>(EntryKind.class);

    @Override
    public synchronized <T> T inTransaction(Function<Transaction, T> work) {
        MapTransaction transaction = new MapTransaction(committed);
        T result = work.apply(transaction);
        committed = transaction.merged();
        return result;
    }

    /// Holds the changes of one transaction over the committed state; an absent value is a deletion.
    private static final class MapTransaction implements Transaction {
        private final Map<EntryKind, Map<String, byte[]>> base;
        private final Map<EntryKind, Map<String, Optional<byte[]>>> changes = new EnumMap<>(EntryKind.class);

        private MapTransaction(Map<EntryKind, Map<String, byte[]>> base) {
            this.base = base;
        }

        @Override
        public Optional<byte[]> read(EntryKind kind, String name) {
            Optional<byte[]> changed = changes.getOrDefault(kind, Map.of()).get(name);
            Optional<byte[]> value = changed != null
                    ? changed
                    : Optional.ofNullable(base.getOrDefault(kind, Map.of()).get(name));
            return value.map(byte[]::clone);
        }

        @Override
        public Map<String, byte[]> readAll(EntryKind kind) {
            Map<String, byte[]> all = new HashMap<>(base.getOrDefault(kind, Map.of()));
            changes.getOrDefault(kind, Map.of()).forEach((name, value) -> apply(all, name, value));
            all.replaceAll((_, value) -> value.clone());
            return all;
        }

        @Override
        public void write(EntryKind kind, String name, byte[] value) {
            changes.computeIfAbsent(kind, _ -> new HashMap<>()).put(name, Optional.of(value.clone()));
        }

        @Override
        public void delete(EntryKind kind, String name) {
            changes.computeIfAbsent(kind, _ -> new HashMap<>()).put(name, Optional.empty());
        }

        @Override
        public void deleteAll() {
            for (EntryKind kind : EntryKind.values()) {
                readAll(kind).keySet().forEach(name -> delete(kind, name));
            }
        }

        private Map<EntryKind, Map<String, byte[]>> merged() {
            changes.forEach((kind, values) -> {
                Map<String, byte[]> entries = base.computeIfAbsent(kind, _ -> new HashMap<>());
                values.forEach((name, value) -> apply(entries, name, value));
            });
            return base;
        }

        private static void apply(Map<String, byte[]> entries, String name, Optional<byte[]> value) {
            value.ifPresentOrElse(present -> entries.put(name, present), () -> entries.remove(name));
        }
    }
}
