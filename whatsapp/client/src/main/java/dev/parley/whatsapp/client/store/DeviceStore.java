package dev.parley.whatsapp.client.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The durable state of one linked device: small values under a kind and a name, one row each, all of them
/// secret.
///
/// Thread-safe. The engine holds its own lock around every transaction of one device, so an implementation needs
/// no isolation beyond its database's default; it must keep two devices' entries apart.
public interface DeviceStore {
    /// Runs `work` in one transaction: committed when it returns, rolled back when it throws. Blocks.
    ///
    /// The consumer of events runs inside, on the same thread, so what it writes to the same database commits
    /// together with the ratchet that produced it. Nothing is acknowledged to WhatsApp before this method has
    /// returned.
    ///
    /// @throws StoreException when the transaction could not be committed; nothing of it is kept then
    <T> T inTransaction(Function<Transaction, T> work);

    /// A view that lives as long as the transaction and belongs to its thread. Reads see the writes before
    /// them.
    interface Transaction {
        /// The caller owns the array.
        Optional<byte[]> read(EntryKind kind, String name);

        /// Every entry of a kind by name; the caller owns the map.
        Map<String, byte[]> readAll(EntryKind kind);

        /// How many entries of a kind there are. A database counts them faster than it reads them.
        default int count(EntryKind kind) {
            return readAll(kind).size();
        }

        /// The entries of a kind whose names begin with `prefix`. A database finds them by its index.
        default Map<String, byte[]> readAll(EntryKind kind, String prefix) {
            Map<String, byte[]> found = readAll(kind);
            found.keySet().removeIf(name -> !name.startsWith(prefix));
            return found;
        }

        /// Inserts or replaces; the store must not keep a reference to `value`.
        void write(EntryKind kind, String name, byte[] value);

        /// Removes the entry if there is one.
        void delete(EntryKind kind, String name);

        /// Removes the entries of a kind that were last written before that time; the day counts, not the hour.
        void deleteWrittenBefore(EntryKind kind, Instant time);

        /// Removes every entry of the device: it was unlinked for good.
        void deleteAll();
    }
}
