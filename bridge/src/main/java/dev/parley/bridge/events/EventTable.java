package dev.parley.bridge.events;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `event`.
@Repository
class EventTable {
    record NewEvent(String channel, String sessionId, String json) {}

    /// @param settled whether everything before it has been seen: no older transaction is still running
    record Row(Event event, boolean settled) {}

    private static final String COLUMNS =
            "transaction::text as transaction, cursor, channel, session_id, payload::text as payload, created_at";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    EventTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    void insertAll(List<NewEvent> events) {
        jdbc.batchUpdate(
                "insert into event (channel, session_id, payload) values (?, ?, ?::json)",
                events,
                events.size(),
                (statement, event) -> {
                    statement.setString(1, event.channel());
                    statement.setString(2, event.sessionId());
                    statement.setString(3, event.json());
                });
    }

    /// Before everything that is not yet committed, after everything that is settled.
    Event.Position now() {
        String oldestRunning = client.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .query(String.class)
                .single();
        return new Event.Position(Long.parseLong(oldestRunning), 0);
    }

    List<Row> after(Event.Position position, int limit) {
        return client.sql("select " + COLUMNS + """
                        , transaction < pg_snapshot_xmin(pg_current_snapshot()) as settled
                        from event where (transaction, cursor) > (?::xid8, ?)
                        order by event.transaction, cursor limit ?""")
                .params(Long.toString(position.transaction()), position.cursor(), limit)
                .query((row, _) -> new Row(event(row), row.getBoolean("settled")))
                .list();
    }

    /// The settled events after one place and before another.
    ///
    /// @param end not later than [#now()]
    List<Event> between(Event.Position start, Event.Position end, int limit) {
        return client.sql("select " + COLUMNS + """
                         from event
                        where (transaction, cursor) > (?::xid8, ?) and (transaction, cursor) < (?::xid8, ?)
                        order by event.transaction, cursor limit ?""")
                .params(
                        Long.toString(start.transaction()),
                        start.cursor(),
                        Long.toString(end.transaction()),
                        end.cursor(),
                        limit)
                .query((row, _) -> event(row))
                .list();
    }

    /// The same, of one session.
    List<Event> between(String sessionId, Event.Position start, Event.Position end, int limit) {
        return client.sql("select " + COLUMNS + """
                         from event where session_id = ?
                        and (transaction, cursor) > (?::xid8, ?) and (transaction, cursor) < (?::xid8, ?)
                        order by event.transaction, cursor limit ?""")
                .params(
                        sessionId,
                        Long.toString(start.transaction()),
                        start.cursor(),
                        Long.toString(end.transaction()),
                        end.cursor(),
                        limit)
                .query((row, _) -> event(row))
                .list();
    }

    void deleteChannel(String sessionId, String channel) {
        client.sql("delete from event where session_id = ? and channel = ?")
                .params(sessionId, channel)
                .update();
    }

    /// Deletes up to `limit` events from the front of the order, those that are older.
    ///
    /// @return the last that was deleted, if any was
    Optional<Event.Position> deleteOlderThan(Duration age, int limit) {
        return client.sql("""
                        with front as (select transaction, cursor, created_at from event
                                       order by transaction, cursor limit ?),
                             deleted as (delete from event using front
                                         where event.cursor = front.cursor
                                           and front.created_at < now() - make_interval(secs => ?)
                                         returning event.transaction, event.cursor)
                        select transaction::text as transaction, cursor from deleted
                        order by deleted.transaction desc, cursor desc limit 1""")
                .params(limit, age.toSeconds())
                .query((row, _) -> position(row))
                .optional();
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                position(row),
                row.getString("channel"),
                row.getString("session_id"),
                row.getString("payload"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    static Event.Position position(ResultSet row) throws SQLException {
        return new Event.Position(Long.parseLong(row.getString("transaction")), row.getLong("cursor"));
    }
}
