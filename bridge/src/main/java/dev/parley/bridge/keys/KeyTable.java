package dev.parley.bridge.keys;

import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.wire.Bytes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of `whatsapp_key`, as ciphertext.
final class KeyTable {
    /// @param value nonce, ciphertext, tag
    record Row(Bytes value, String keyId) {}

    record Put(String kind, String name, Bytes value, String keyId) {}

    record Drop(String kind, String name) {}

    private static final String PUT = """
            insert into whatsapp_key (session_id, kind, name, value, key_id) values (?, ?, ?, ?, ?)
            on conflict (session_id, kind, name) do update
                set value = excluded.value, key_id = excluded.key_id, written_on = excluded.written_on""";

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final MeterRegistry meters;

    KeyTable(JdbcTemplate jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.meters = meters;
        this.client = JdbcClient.create(jdbc);
    }

    Optional<Row> find(String sessionId, EntryKind kind, String name) {
        return client.sql("select value, key_id from whatsapp_key where session_id = ? and kind = ? and name = ?")
                .params(sessionId, kind.code(), name)
                .query((row, _) -> new Row(Bytes.wrap(row.getBytes("value")), row.getString("key_id")))
                .optional();
    }

    Map<String, Row> findAll(String sessionId, EntryKind kind, String prefix) {
        Map<String, Row> rows = new HashMap<>();
        client.sql("select name, value, key_id from whatsapp_key"
                        + " where session_id = ? and kind = ? and starts_with(name, ?)")
                .params(sessionId, kind.code(), prefix)
                .query(row -> {
                    rows.put(
                            row.getString("name"), new Row(Bytes.wrap(row.getBytes("value")), row.getString("key_id")));
                });
        return rows;
    }

    Set<String> names(String sessionId, EntryKind kind) {
        return new HashSet<>(client.sql("select name from whatsapp_key where session_id = ? and kind = ?")
                .params(sessionId, kind.code())
                .query(String.class)
                .list());
    }

    void putAll(String sessionId, List<Put> entries) {
        jdbc.batchUpdate(PUT, entries, entries.size(), (statement, entry) -> {
            statement.setString(1, sessionId);
            statement.setString(2, entry.kind());
            statement.setString(3, entry.name());
            statement.setBytes(4, entry.value().toByteArray());
            statement.setString(5, entry.keyId());
        });
        entries.forEach(entry ->
                meters.counter("parley.keys.written", "kind", entry.kind()).increment());
    }

    void dropAll(String sessionId, List<Drop> entries) {
        jdbc.batchUpdate(
                "delete from whatsapp_key where session_id = ? and kind = ? and name = ?",
                entries,
                entries.size(),
                (statement, entry) -> {
                    statement.setString(1, sessionId);
                    statement.setString(2, entry.kind());
                    statement.setString(3, entry.name());
                });
    }

    void dropWrittenBefore(String sessionId, EntryKind kind, LocalDate day) {
        client.sql("delete from whatsapp_key where session_id = ? and kind = ? and written_on < ?")
                .params(sessionId, kind.code(), day)
                .update();
    }

    void dropEverything(String sessionId) {
        client.sql("delete from whatsapp_key where session_id = ?")
                .param(sessionId)
                .update();
    }
}
