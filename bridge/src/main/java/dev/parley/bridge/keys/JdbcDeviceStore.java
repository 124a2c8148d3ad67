package dev.parley.bridge.keys;

import dev.parley.bridge.lease.Lease;
import dev.parley.bridge.lease.LeaseLostException;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.StoreException;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// The durable state of one session in PostgreSQL. Its transactions are Spring's, bound to the thread: whatever
/// the work writes through the same data source commits or rolls back with the keys, and nothing commits once another
/// process has the session. Thread-safe.
final class JdbcDeviceStore implements DeviceStore {
    private final Lease lease;
    private final KeyTable table;
    private final RowCipher cipher;
    private final TransactionTemplate transactions;

    JdbcDeviceStore(Lease lease, KeyTable table, RowCipher cipher, TransactionTemplate transactions) {
        this.lease = lease;
        this.table = table;
        this.cipher = cipher;
        this.transactions = transactions;
    }

    // The template hands on whatever the work returns, and the work may return null when T allows it.
    @SuppressWarnings("NullAway")
    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
        try {
            return transactions.execute(_ -> {
                KeyTransaction transaction = new KeyTransaction(lease.sessionId(), table, cipher);
                T result = work.apply(transaction);
                transaction.flush();
                lease.guard();
                return result;
            });
        } catch (LeaseLostException e) {
            throw new StoreException("the session is held elsewhere", e);
        } catch (DataAccessException | TransactionException e) {
            throw new StoreException("the transaction could not be committed", e);
        }
    }
}
