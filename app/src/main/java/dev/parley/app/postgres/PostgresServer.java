package dev.parley.app.postgres;

import dev.parley.bridge.config.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL server of Parley's own, with its data below Parley's data directory. It listens on the loopback
/// address only, on any free port, and asks for a password that only the owner of the data directory can read.
///
/// It is started apart from this process, as PostgreSQL's own `pg_ctl` does it, and not as the test library does:
/// the keys that stop Parley must not stop the database before the sessions have ended. The other side of that:
/// when this process is killed, the server stays, and the next start ends it first.
public final class PostgresServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final String USER = "parley";
    private static final String DATABASE = "parley";
    private static final int PASSWORD_BYTES = 24;
    private static final Duration INIT = Duration.ofMinutes(2);
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final PostgresPrograms programs;
    private final Path cluster;
    private final int port;
    private final String password;

    private PostgresServer(PostgresPrograms programs, Path cluster, int port, String password) {
        this.programs = programs;
        this.cluster = cluster;
        this.port = port;
        this.password = password;
    }

    /// Starts the server, after making its files if there are none. The caller holds the data directory's lock.
    ///
    /// @param directory below the data directory, for everything of PostgreSQL
    public static PostgresServer start(Path directory, SecureRandom random) {
        try {
            Path home = SecretFile.ownerOnlyDirectory(directory.toAbsolutePath());
            String password = SecretFile.readOrCreate(home.resolve("password"), () -> newPassword(random));
            PostgresPrograms programs =
                    new PostgresPrograms(PostgresBinaries.unpack(home), home.resolve("programs.log"));
            PostgresServer server = new PostgresServer(programs, home.resolve("cluster"), freePort(), password);
            server.init(home);
            server.endLeftover();
            server.start(home.resolve("server.log"));
            server.createDatabase();
            return server;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the embedded PostgreSQL did not start: " + e.getMessage(), e);
        }
    }

    /// The address in the form of `DATABASE_URL`.
    public String url() {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + DATABASE;
    }

    private void init(Path home) throws IOException {
        if (Files.isDirectory(cluster)) {
            return;
        }
        Path partial = home.resolve("cluster-new");
        if (Files.isDirectory(partial)) {
            PostgresBinaries.remove(partial);
        }
        programs.run(
                INIT,
                "initdb",
                List.of(
                        "--pgdata=" + partial,
                        "--username=" + USER,
                        "--pwfile=" + home.resolve("password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        // Sorts the same on every system, so that indexes survive a move.
                        "--locale-provider=builtin",
                        "--locale=C.UTF-8"));
        Files.move(partial, cluster, StandardCopyOption.ATOMIC_MOVE);
    }

    /// After a crash the file with the server's process id is still there. The server may be running, or another
    /// process may have the same number by now.
    private void endLeftover() throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        if (isPostgres(Files.readAllLines(file).getFirst())) {
            LOG.info("a PostgreSQL left over from a crash is ended");
            stop();
        } else {
            Files.deleteIfExists(file);
        }
    }

    private static boolean isPostgres(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid.strip()))
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().command())
                    .flatMap(command -> Optional.ofNullable(Path.of(command).getFileName()))
                    .filter(name -> name.toString().startsWith("postgres"))
                    .isPresent();
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private void start(Path log) throws IOException {
        String options = "-p " + port
                + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=50 -c jit=off";
        programs.run(
                START,
                "pg_ctl",
                List.of(
                        "start",
                        "-D",
                        cluster.toString(),
                        "-l",
                        log.toString(),
                        "-w",
                        "-t",
                        seconds(START),
                        "-o",
                        options));
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password);
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("create database " + DATABASE);
            }
        }
    }

    private void stop() throws IOException {
        programs.run(
                STOP, "pg_ctl", List.of("stop", "-D", cluster.toString(), "-m", "fast", "-w", "-t", seconds(STOP)));
    }

    /// Ends the server and waits until its files are complete.
    @Override
    public void close() {
        try {
            stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static String newPassword(SecureRandom random) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
