package dev.parley.bridge.events;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.database.DatabaseUrl;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells the other bridges on the same database that there are new events, and hears it from them, through PostgreSQL's
/// LISTEN and NOTIFY. Only a help: without it (a pooler in between, a lost connection) an event reaches the other
/// bridges a second later, and one of the moment does not. A bridge that is alone tells nothing. Thread-safe.
@Component
class OtherBridges implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(OtherBridges.class);

    /// The channel, and by what the listening connections of all bridges are known.
    private static final String NAME = "parley_events";

    /// How long the connection may be silent before it is tried; the query then counts the bridges.
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration RECONNECT = Duration.ofSeconds(5);

    /// Wakes that come within this are told as one.
    private static final Duration GATHER = Duration.ofMillis(10);

    /// PostgreSQL takes less than 8,000 bytes; a character has up to 4.
    private static final int LONGEST_NOTICE = 1_990;

    private static final int MOST_WAITING = 1_000;
    private static final int ID_BYTES = 8;

    /// What bridges tell each other.
    ///
    /// @param from which run of a bridge tells it
    /// @param channel of an event of the moment; null when it is only a wake
    private record Notice(
            String from,
            @Nullable String channel,
            @Nullable String sessionId,
            @Nullable String data) {}

    private final DatabaseUrl database;
    private final JdbcClient client;
    private final EventWakes wakes;
    private final PassingEvents passing;
    private final JsonMapper json;
    private final String me;
    private final String wake;
    private final BlockingQueue<String> untold = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean alone = true;
    private volatile boolean running;
    private volatile @Nullable Connection listening;

    OtherBridges(
            BridgeConfig config,
            JdbcClient client,
            EventWakes wakes,
            PassingEvents passing,
            JsonMapper json,
            SecureRandom random) {
        this.database = config.database();
        this.client = client;
        this.wakes = wakes;
        this.passing = passing;
        this.json = json;
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        this.me = HexFormat.of().formatHex(id);
        this.wake = json.writeValueAsString(new Notice(me, null, null, null));
    }

    /// Tells that a transaction with events has ended. Never waits.
    void wake() {
        if (!alone && !wake.equals(untold.peek())) {
            var _ = untold.offer(wake);
        }
    }

    /// Tells an event of the moment, unless it is too long for that. Never waits.
    void tell(PassingEvent event) {
        if (!alone) {
            String notice = json.writeValueAsString(new Notice(me, event.channel(), event.sessionId(), event.data()));
            if (notice.length() <= LONGEST_NOTICE) {
                var _ = untold.offer(notice);
            }
        }
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("other-bridges-listen").start(this::listen);
        Thread.ofVirtual().name("other-bridges-tell").start(this::tellAll);
    }

    @Override
    public void stop() {
        running = false;
        var _ = untold.offer(wake);
        Connection connection = listening;
        if (connection != null) {
            close(connection);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void tellAll() {
        try {
            while (running) {
                String notice = untold.take();
                if (running) {
                    tell(notice);
                    Thread.sleep(GATHER);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String notice) {
        try {
            client.sql("select pg_notify(?, ?)")
                    .params(NAME, notice)
                    .query((_, _) -> true)
                    .single();
        } catch (DataAccessException e) {
            LOG.debug("other bridges were not told: {}", e.getClass().getSimpleName());
        }
    }

    private void listen() {
        while (running) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                listening = connection;
                statement.execute("listen " + NAME);
                // Whoever is there learns that it is no longer alone.
                tell(wake);
                alone = count(statement) < 2;
                hear(connection.unwrap(PGConnection.class), statement);
            } catch (SQLException e) {
                if (running) {
                    LOG.debug("other bridges are not heard: {}", e.getClass().getSimpleName());
                }
            }
            pause();
        }
    }

    private void hear(PGConnection connection, Statement statement) throws SQLException {
        while (running) {
            PGNotification[] notices = connection.getNotifications((int) SILENCE.toMillis());
            if (notices == null || notices.length == 0) {
                alone = count(statement) < 2;
                continue;
            }
            for (PGNotification notice : notices) {
                hear(notice.getParameter());
            }
        }
    }

    private void hear(String text) {
        JsonNode notice;
        try {
            notice = json.readTree(text);
        } catch (JacksonException _) {
            return;
        }
        if (notice.path("from").asString("").equals(me)) {
            return;
        }
        alone = false;
        if (notice.path("channel").isString()) {
            passing.tell(new PassingEvent(
                    notice.path("channel").asString(),
                    notice.path("sessionId").asString(""),
                    notice.path("data").asString("{}"),
                    false));
        } else {
            wakes.wake();
        }
    }

    private static int count(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity"
                + " where datname = current_database() and application_name = '" + NAME + "'")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        database.user().ifPresent(user -> properties.setProperty("user", user));
        database.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", NAME);
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty(
                "socketTimeout", Long.toString(SILENCE.multipliedBy(2).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    private void pause() {
        try {
            for (long left = RECONNECT.toMillis(); running && left > 0; left -= 100) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Connection connection) {
        try {
            // Not close(): that would wait for the listening to end.
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("closing failed: {}", e.getMessage());
        }
    }
}
