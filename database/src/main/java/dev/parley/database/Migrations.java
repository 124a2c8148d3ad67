package dev.parley.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Brings a database to the newest schema. Several processes may do it at once: one works, the others wait for it
/// and then find nothing left to do.
public final class Migrations {
    private static final String LOCATION = "classpath:dev/parley/database/migration";

    /// Any number, as long as nothing else in the database takes an advisory lock of the same one: "parley" in
    /// ASCII.
    private static final long LOCK = 0x7061726C6579L;

    private Migrations() {}

    /// Blocks until the schema is the newest.
    ///
    /// Flyway's own lock tries fifty times a second apart and then gives up; this one waits in the database. Its
    /// connection stays out of Flyway's way, and the lock goes with it, also when the process dies.
    ///
    /// @throws SQLException when the database cannot be reached
    /// @throws org.flywaydb.core.api.FlywayException when a migration fails; that migration is rolled back whole
    public static void run(DataSource dataSource) throws SQLException {
        try (Connection guard = dataSource.getConnection();
                Statement statement = guard.createStatement()) {
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            try {
                Flyway.configure()
                        .dataSource(dataSource)
                        .locations(LOCATION)
                        .load()
                        .migrate();
            } finally {
                statement.execute("select pg_advisory_unlock(" + LOCK + ")");
            }
        }
    }
}
