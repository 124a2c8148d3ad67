package dev.parley.bridge.health;

import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `session_health`. A session without a row is one of which nothing is known.
@Repository
class HealthTable {
    private static final int LONGEST_NAME = 100;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    HealthTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    Optional<Health> find(String sessionId) {
        return client.sql("select * from session_health where session_id = ?")
                .param(sessionId)
                .query(HealthTable::health)
                .optional();
    }

    /// A session that is gone meanwhile is left out.
    void prove(Map<String, Proofs.Proof> proofs) {
        jdbc.batchUpdate("""
                insert into session_health (session_id, received_at, sent_at)
                select id, ?, ? from whatsapp_session where id = ?
                on conflict (session_id) do update set
                    received_at = greatest(session_health.received_at, excluded.received_at),
                    sent_at = greatest(session_health.sent_at, excluded.sent_at)""", List.copyOf(proofs.entrySet()), Math.max(1, proofs.size()), (statement, entry) -> {
            statement.setObject(1, utc(entry.getValue().received()));
            statement.setObject(2, utc(entry.getValue().sent()));
            statement.setString(3, entry.getKey());
        });
    }

    void phoneSeen(String sessionId, Instant time) {
        client.sql("""
                        insert into session_health (session_id, phone_seen_at) values (?, ?)
                        on conflict (session_id) do update set phone_seen_at = excluded.phone_seen_at""").param(sessionId).param(utc(Optional.of(time))).update();
    }

    void lock(String sessionId, ReachOutTimelock lock) {
        client.sql("""
                        insert into session_health (session_id, lock_active, lock_until, lock_type) values (?, ?, ?, ?)
                        on conflict (session_id) do update set lock_active = excluded.lock_active,
                            lock_until = excluded.lock_until, lock_type = excluded.lock_type""")
                .param(sessionId)
                .param(lock.active())
                .param(utc(lock.until()))
                .param(name(lock.enforcementType()))
                .update();
    }

    void cap(String sessionId, NewChatCap cap) {
        client.sql("""
                        insert into session_health (session_id, cap_status, cap_total, cap_used, cap_until)
                        values (?, ?, ?, ?, ?)
                        on conflict (session_id) do update set cap_status = excluded.cap_status,
                            cap_total = excluded.cap_total, cap_used = excluded.cap_used, cap_until = excluded.cap_until""")
                .param(sessionId)
                .param(name(cap.status()))
                .param(number(cap.totalQuota()))
                .param(number(cap.usedQuota()))
                .param(utc(cap.cycleEnd()))
                .update();
    }

    void disconnected(String sessionId, Health.Disconnect disconnect) {
        client.sql("""
                        insert into session_health (session_id, disconnected_at, disconnect_code, disconnect_words)
                        values (?, ?, ?, ?)
                        on conflict (session_id) do update set disconnected_at = excluded.disconnected_at,
                            disconnect_code = excluded.disconnect_code, disconnect_words = excluded.disconnect_words""")
                .param(sessionId)
                .param(utc(Optional.of(disconnect.at())))
                .param(disconnect.code())
                .param(disconnect.words())
                .update();
    }

    void setAside(String sessionId) {
        client.sql("""
                        insert into session_health (session_id, set_aside) values (?, 1)
                        on conflict (session_id) do update set set_aside = session_health.set_aside + 1""").param(sessionId).update();
    }

    /// Another phone, another account.
    void forget(String sessionId) {
        client.sql("delete from session_health where session_id = ?")
                .param(sessionId)
                .update();
    }

    private static Health health(ResultSet row, int number) throws SQLException {
        @Nullable String cap = row.getString("cap_status");
        Optional<Instant> disconnected = instant(row, "disconnected_at");
        @Nullable String code = row.getString("disconnect_code");
        @Nullable String words = row.getString("disconnect_words");
        return new Health(
                instant(row, "received_at"),
                instant(row, "sent_at"),
                instant(row, "phone_seen_at"),
                new Health.Lock(
                        row.getBoolean("lock_active"),
                        instant(row, "lock_until"),
                        Optional.ofNullable(row.getString("lock_type"))),
                cap == null
                        ? Optional.empty()
                        : Optional.of(new Health.Cap(
                                cap, number(row, "cap_total"), number(row, "cap_used"), instant(row, "cap_until"))),
                code == null || words == null
                        ? Optional.empty()
                        : disconnected.map(at -> new Health.Disconnect(at, code, words)),
                row.getInt("set_aside"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
        @Nullable Long value = row.getObject(column, Long.class);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static @Nullable OffsetDateTime utc(Optional<Instant> time) {
        return time.map(instant -> instant.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    private static @Nullable Long number(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    /// WhatsApp's own names are any text.
    private static String name(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", " ");
        return printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME) : printable;
    }
}
