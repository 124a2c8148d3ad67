package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.client.store.DeviceStore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// The only way to a device's records. Every transaction runs under the device's one lock, so ratchets advance
/// one after the other, and whoever must write to the connection in ratchet order does so before letting the lock
/// go.
///
/// Lock order: this lock first, then whatever the store takes; never wait for the network while holding it.
/// Thread-safe.
public final class Vault {
    private final DeviceStore store;
    private final ReentrantLock lock = new ReentrantLock(true);

    public Vault(DeviceStore store) {
        this.store = store;
    }

    /// Runs `work` in one transaction and returns when it is committed.
    public <T> T transact(Function<Records, T> work) {
        lock.lock();
        try {
            return store.inTransaction(transaction -> work.apply(new Records(transaction)));
        } finally {
            lock.unlock();
        }
    }

    /// As [#transact(Function)], then hands the committed result to `afterwards` before anybody else's
    /// transaction can begin. `afterwards` must not block on the network.
    public <T> T transact(Function<Records, T> work, Consumer<T> afterwards) {
        lock.lock();
        try {
            T result = store.inTransaction(transaction -> work.apply(new Records(transaction)));
            afterwards.accept(result);
            return result;
        } finally {
            lock.unlock();
        }
    }

    /// As [#transact(Function)] without a result.
    public void update(Consumer<Records> work) {
        transact(records -> {
            work.accept(records);
            return true;
        });
    }
}
