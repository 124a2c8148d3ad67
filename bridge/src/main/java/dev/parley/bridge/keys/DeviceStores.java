package dev.parley.bridge.keys;

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

    public DeviceStore of(String sessionId) {
        return new JdbcDeviceStore(sessionId, table, ciphers.of(sessionId), transactions);
    }
}
