package dev.parley.bridge.lease;

import dev.parley.bridge.config.DirectDatabase;
import dev.parley.database.DatabaseUrl;
import java.util.Properties;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What bridges left behind that were killed.
public final class AbandonedLeases {
    private AbandonedLeases() {}

    /// Gives every session back, so that nobody waits for a dead process's time to run out. Only for whoever
    /// knows that no bridge runs on this database, because the server is its own and has just started.
    public static void clear(DatabaseUrl database) {
        JdbcClient client = JdbcClient.create(DirectDatabase.of(database, new Properties()));
        boolean migrated = client.sql("select to_regclass('bridge_process') is not null")
                .query(Boolean.class)
                .single();
        if (migrated) {
            client.sql("delete from bridge_process").update();
        }
    }
}
