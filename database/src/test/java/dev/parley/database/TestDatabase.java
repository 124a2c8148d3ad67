package dev.parley.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/// A real PostgreSQL for tests: one server a JVM, started when first asked for and stopped with the JVM.
///
/// ```java
/// TestDatabase database = TestDatabase.create();
/// ```
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final DataSource dataSource;
    private final int port;
    private final String name;

    private TestDatabase(EmbeddedPostgres server, String name) {
        this.dataSource = server.getDatabase("postgres", name);
        this.port = server.getPort();
        this.name = name;
    }

    /// A new database with the newest schema and no rows.
    public static TestDatabase create() {
        TestDatabase database = empty();
        try {
            Migrations.run(database.dataSource);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    /// A new database without a schema.
    public static TestDatabase empty() {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(Server.INSTANCE, name);
    }

    /// Opens a connection each time: no pool.
    public DataSource dataSource() {
        return dataSource;
    }

    /// The address in the form of `DATABASE_URL`.
    public String url() {
        return "postgresql://postgres:postgres@localhost:" + port + "/" + name;
    }

    private static final class Server {
        private static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        // Tests need no durability, and it is what costs time.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setLocaleConfig("locale", "C.UTF-8")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
