package dev.parley.bridge.keys;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.ConfigException;
import dev.parley.bridge.config.DirectDatabase;
import dev.parley.bridge.config.Secret;
import dev.parley.database.Migrations;
import dev.parley.whatsapp.wire.Bytes;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Encrypts every encrypted row under another master key, while no bridge runs. It can be killed at any time and
/// called again: each row says which key it is under, a note in the database keeps bridges from starting meanwhile,
/// and the old key's file is replaced at the very end.
public final class KeyRotation {
    private static final int BATCH = 500;

    private final TransactionTemplate transactions;
    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final MasterKeys keys;
    private final SecureRandom random;
    private final Runnable afterBatch;

    private record Row(String place, String owner, String kind, String name, Bytes value, String keyId) {}

    /// @param afterBatch for tests
    KeyRotation(DriverManagerDataSource database, MasterKeys keys, SecureRandom random, Runnable afterBatch) {
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        this.jdbc = new JdbcTemplate(database);
        this.client = JdbcClient.create(jdbc);
        this.keys = keys;
        this.random = random;
        this.afterBatch = afterBatch;
    }

    /// Changes the master key of a bridge that does not run.
    ///
    /// @param newKey instead of one that is generated into the data directory; needed when the present one is
    ///     configured and not in a file
    /// @return how many rows were encrypted anew
    /// @throws ConfigException when that is not possible now
    public static int run(BridgeConfig config, Optional<Secret> newKey, SecureRandom random) throws SQLException {
        DriverManagerDataSource database = DirectDatabase.of(config.database(), new Properties());
        Migrations.run(database);
        return new KeyRotation(database, new MasterKeys(config, newKey, random), random, () -> {}).run();
    }

    int run() {
        MasterKey from = keys.present();
        if (interruptedAt().equals(Optional.of(from.id()))) {
            // Everything was done but the last line; the file is the new key's already.
            check(from);
            finish();
            return 0;
        }
        MasterKey to = keys.next();
        begin(to);
        int count = 0;
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            int done = batch(column, from, to);
            while (done > 0) {
                count += done;
                afterBatch.run();
                done = batch(column, from, to);
            }
        }
        check(to);
        keys.replace();
        finish();
        return count;
    }

    private Optional<String> interruptedAt() {
        return client.sql("select key_id from key_rotation").query(String.class).optional();
    }

    /// A bridge that starts at the same time either is seen here or sees the note.
    private void begin(MasterKey to) {
        transactions.executeWithoutResult(_ -> {
            client.sql("lock table bridge_process in share row exclusive mode").update();
            if (client.sql("select exists (select 1 from bridge_process where alive_till > clock_timestamp())")
                    .query(Boolean.class)
                    .single()) {
                throw new ConfigException(
                        "A bridge is running on this database: stop it, and wait 15 s when it was killed");
            }
            client.sql("insert into key_rotation (key_id) values (?) on conflict do nothing")
                    .param(to.id())
                    .update();
            if (!interruptedAt().equals(Optional.of(to.id()))) {
                throw new ConfigException(
                        "A change of the master key to another one than this was interrupted: finish that first");
            }
        });
    }

    /// @return how many rows were still under another key
    private int batch(EncryptedColumn column, MasterKey from, MasterKey to) {
        Integer count = transactions.execute(_ -> {
            List<Row> rows = rows(column, to);
            jdbc.batchUpdate(
                    "update " + column.table() + " set " + column.column() + " = ?, key_id = ? where ctid = ?::tid",
                    rows,
                    BATCH,
                    (statement, row) -> {
                        byte[] plain = new RowCipher(row.owner(), from, random)
                                .decrypt(row.kind(), row.name(), row.value(), row.keyId());
                        statement.setBytes(
                                1,
                                new RowCipher(row.owner(), to, random)
                                        .encrypt(row.kind(), row.name(), plain)
                                        .toByteArray());
                        statement.setString(2, to.id());
                        statement.setString(3, row.place());
                    });
            return rows.size();
        });
        return count == null ? 0 : count;
    }

    private List<Row> rows(EncryptedColumn column, MasterKey to) {
        return client.sql("select t.ctid::text as place, " + column.owner() + " as owner, " + column.kind()
                        + " as kind, " + column.name() + " as name, t." + column.column() + " as value, t.key_id from "
                        + column.rows() + " where t.key_id <> ? limit " + BATCH + " for update of t")
                .param(to.id())
                .query((row, _) -> new Row(
                        row.getString("place"),
                        row.getString("owner"),
                        row.getString("kind"),
                        row.getString("name"),
                        Bytes.wrap(row.getBytes("value")),
                        row.getString("key_id")))
                .list();
    }

    /// Nothing may be left when the old key is thrown away.
    private void check(MasterKey key) {
        for (EncryptedColumn column : EncryptedColumn.ALL) {
            if (client.sql("select exists (select 1 from " + column.table() + " where key_id <> ?)")
                    .param(key.id())
                    .query(Boolean.class)
                    .single()) {
                throw new ConfigException("Rows of " + column.table() + " are encrypted under a third key");
            }
        }
    }

    private void finish() {
        client.sql("delete from key_rotation").update();
    }
}
