package dev.parley.app.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.database.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @TempDir
    private static Path directory;

    /// One test, because a server takes seconds to make: it is stopped, killed in every way and started again.
    @Test
    void keepsItsDataThroughStopsAndCrashes() throws Exception {
        try (PostgresServer first = start()) {
            execute(first, "create table kept (number int)");
            execute(first, "insert into kept values (1)");
            assertThatThrownBy(() -> connect(first, "wrong")).isInstanceOf(SQLException.class);
        }
        assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();

        // A process id that belongs to somebody else now: this test's own.
        Files.writeString(
                directory.resolve("cluster/postmaster.pid"),
                ProcessHandle.current().pid() + "\n");
        PostgresServer second = start();
        execute(second, "insert into kept values (2)");

        // Left over: this process was killed and could not stop it.
        PostgresServer third = start();
        assertThat(third.url()).isNotEqualTo(second.url());
        assertThat(count(third)).isEqualTo(2);
        third.close();
    }

    private static PostgresServer start() {
        return PostgresServer.start(directory, new SecureRandom());
    }

    private static int count(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server, password(server));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from kept")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server, password(server));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String password(PostgresServer server) {
        return DatabaseUrl.parse(server.url()).password().orElseThrow();
    }

    private static Connection connect(PostgresServer server, String password) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(server.url());
        return DriverManager.getConnection(url.jdbcUrl(), url.user().orElseThrow(), password);
    }
}
