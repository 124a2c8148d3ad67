package dev.parley.bridge.events;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `event`.
@Repository
class EventTable {
    record NewEvent(String channel, String sessionId, String json) {}

    /// @param settled whether everything before it has been seen: no older transaction is still running
    record Row(Event event, boolean settled) {}

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

    /// Before everything that is not yet committed.
    Event.Position now() {
        String oldestRunning = client.sql("select pg_snapshot_xmin(pg_current_snapshot())::text")
                .query(String.class)
                .single();
        return new Event.Position(oldestRunning, 0);
    }

    List<Row> after(Event.Position position, int limit) {
        return client.sql("""
                        select transaction::text as transaction, cursor, channel, session_id, payload::text as payload,
                               transaction < pg_snapshot_xmin(pg_current_snapshot()) as settled
                        from event where (transaction, cursor) > (?::xid8, ?)
                        order by event.transaction, cursor limit ?""")
                .params(position.transaction(), position.cursor(), limit)
                .query((row, _) -> new Row(
                        new Event(
                                new Event.Position(row.getString("transaction"), row.getLong("cursor")),
                                row.getString("channel"),
                                row.getString("session_id"),
                                row.getString("payload")),
                        row.getBoolean("settled")))
                .list();
    }

    void deleteChannel(String sessionId, String channel) {
        client.sql("delete from event where session_id = ? and channel = ?")
                .params(sessionId, channel)
                .update();
    }

    int deleteOlderThan(Duration age) {
        return client.sql("delete from event where created_at < now() - make_interval(secs => ?)")
                .param(age.toSeconds())
                .update();
    }
}
