package dev.parley.bridge.keys;

import dev.parley.bridge.lease.Lease;
import dev.parley.whatsapp.client.store.DeviceStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives each session its store. Thread-safe.
@Component
public class DeviceStores {
    private final KeyTable table;
    private final RowCiphers ciphers;
    private final TransactionTemplate transactions;

    DeviceStores(JdbcTemplate jdbc, PlatformTransactionManager transactions, RowCiphers ciphers, MeterRegistry meters) {
        this.table = new KeyTable(jdbc, meters);
        this.ciphers = ciphers;
        this.transactions = new TransactionTemplate(transactions);
    }

    /// @param lease what lets its transactions commit
    public DeviceStore of(Lease lease) {
        return new JdbcDeviceStore(lease, table, ciphers.of(lease.sessionId()), transactions);
    }
}
