package dev.parley.bridge.transfer;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The columns of `message_file` that say how fetching a file went.
@Repository
class FetchTable {
    static final int MOST_FETCHES = 3;

    /// Of files that are fetched ahead; the index `message_file_wanted` says the same.
    static final int SMALL = 1 << 20;

    /// @param askedAt when the phone was last asked for it
    record State(Optional<Instant> lostAt, Optional<Instant> askedAt) {}

    record Wanted(String sessionId, String messageId, long message, Instant sentAt) {}

    private final JdbcClient client;

    FetchTable(JdbcClient client) {
        this.client = client;
    }

    State state(long message) {
        return client.sql("select lost_at, asked_at from message_file where message = ?")
                .param(message)
                .query((row, _) -> new State(
                        instant(row.getObject("lost_at", OffsetDateTime.class)),
                        instant(row.getObject("asked_at", OffsetDateTime.class))))
                .optional()
                .orElse(new State(Optional.empty(), Optional.empty()));
    }

    private static Optional<Instant> instant(@Nullable OffsetDateTime time) {
        return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
    }

    void asked(long message, Instant now) {
        client.sql("update message_file set asked_at = ? where message = ?")
                .params(now.atOffset(ZoneOffset.UTC), message)
                .update();
    }

    void failed(long message) {
        client.sql("update message_file set fetches = fetches + 1 where message = ?")
                .param(message)
                .update();
    }

    /// Not worth fetching before somebody asks.
    void passOver(List<Long> messages) {
        client.sql("update message_file set fetches = " + MOST_FETCHES + " where message = any(?)")
                .param(messages.toArray(Long[]::new))
                .update();
    }

    /// Which of these sessions have something that is wanted.
    List<String> sessionsThatWant(List<String> sessionIds) {
        return client.sql("""
                        select s.id from unnest(?) as s (id)
                        where exists (select 1 from message_file f
                                      where f.session_id = s.id and f.content_hash is null and f.reference is not null
                                        and f.lost_at is null and f.fetches < 3 and f.size <= 1048576
                                        and (f.voice or f.mimetype like 'image/%'))""")
                .param(sessionIds.toArray(String[]::new))
                .query((row, _) -> row.getString("id"))
                .list();
    }

    /// Small pictures and voice notes of a session that are only at WhatsApp, latest first.
    List<Wanted> wanted(String sessionId, int limit) {
        return client.sql("""
                        select f.session_id, m.whatsapp_id, f.message, m.sent_at
                        from message_file f join message m on m.seq = f.message
                        where f.session_id = ? and f.content_hash is null and f.reference is not null
                          and f.lost_at is null and f.fetches < 3 and f.size <= 1048576
                          and (f.voice or f.mimetype like 'image/%')
                        order by f.message desc limit ?""")
                .params(sessionId, limit)
                .query((row, _) -> new Wanted(
                        row.getString("session_id"),
                        row.getString("whatsapp_id"),
                        row.getLong("message"),
                        row.getObject("sent_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
