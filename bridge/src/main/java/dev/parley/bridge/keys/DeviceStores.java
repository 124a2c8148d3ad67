package dev.parley.bridge.keys;

import dev.parley.whatsapp.client.store.DeviceStore;
import java.security.SecureRandom;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Gives each session its store. Thread-safe.
@Component
public class DeviceStores {
    private final KeyTable table;
    private final MasterKey master;
    private final TransactionTemplate transactions;
    private final SecureRandom random;

    DeviceStores(JdbcTemplate jdbc, PlatformTransactionManager transactions, MasterKey master, SecureRandom random) {
        this.table = new KeyTable(jdbc);
        this.master = master;
        this.transactions = new TransactionTemplate(transactions);
        this.random = random;
    }

    public DeviceStore of(String sessionId) {
        return new JdbcDeviceStore(sessionId, table, new EntryCipher(sessionId, master, random), transactions);
    }
}
