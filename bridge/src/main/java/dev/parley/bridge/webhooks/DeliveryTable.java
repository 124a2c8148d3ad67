package dev.parley.bridge.webhooks;

import dev.parley.bridge.events.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `webhook_delivery`.
@Repository
class DeliveryTable {
    record NewDelivery(String webhookId, Event event) {}

    private static final String SELECT = """
            select d.id, d.webhook_id, d.event, d.session_id, d.channel, d.happened_at, d.attempts, d.in_line,
                   extract(epoch from now() - d.queued_at)::bigint as waited,
                   coalesce(d.payload, e.payload)::text as data
            from webhook_delivery d left join event e on e.cursor = d.event
            """;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    DeliveryTable(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    void insertAll(List<NewDelivery> deliveries) {
        jdbc.batchUpdate(
                "insert into webhook_delivery (webhook_id, event, session_id, channel, happened_at)"
                        + " values (?, ?, ?, ?, ?) on conflict (webhook_id, event) do nothing",
                deliveries,
                Math.max(1, deliveries.size()),
                (statement, delivery) -> {
                    Event event = delivery.event();
                    statement.setString(1, delivery.webhookId());
                    statement.setLong(2, event.position().cursor());
                    statement.setString(3, event.sessionId());
                    statement.setString(4, event.channel());
                    statement.setObject(5, event.happenedAt().atOffset(ZoneOffset.UTC));
                });
    }

    /// What may be sent now: the first in line of each session, and those that nobody waits for.
    List<Delivery> due(String webhookId, int limit) {
        return client.sql("""
                        with recursive first as (
                            (select session_id, id from webhook_delivery
                             where webhook_id = :webhook and failed_at is null and in_line
                             order by session_id, id limit 1)
                            union all
                            select next.session_id, next.id from first cross join lateral (
                                select session_id, id from webhook_delivery
                                where webhook_id = :webhook and failed_at is null and in_line
                                  and session_id > first.session_id
                                order by session_id, id limit 1) next),
                        aside as (
                            select id from webhook_delivery
                            where webhook_id = :webhook and failed_at is null and not in_line
                              and next_attempt_at <= now()
                            order by next_attempt_at limit :limit)
                        """ + SELECT + """
                        where (d.id in (select id from first) or d.id in (select id from aside))
                          and d.next_attempt_at <= now()
                        order by d.next_attempt_at, d.id limit :limit""")
                .param("webhook", webhookId)
                .param("limit", limit)
                .query((row, _) -> delivery(row))
                .list();
    }

    /// The first in line of a session, when it may be sent now.
    Optional<Delivery> next(String webhookId, String sessionId) {
        return client.sql(SELECT + """
                        where d.id = (select id from webhook_delivery
                                      where webhook_id = ? and session_id = ? and failed_at is null and in_line
                                      order by id limit 1)
                          and d.next_attempt_at <= now()""")
                .params(webhookId, sessionId)
                .query((row, _) -> delivery(row))
                .optional();
    }

    void delete(long id) {
        client.sql("delete from webhook_delivery where id = ?").param(id).update();
    }

    void again(long id, int attempts, Duration delay, boolean inLine, String error) {
        client.sql("""
                        update webhook_delivery set attempts = ?, in_line = ?, last_error = ?,
                               next_attempt_at = now() + make_interval(secs => ?)
                        where id = ?""")
                .params(attempts, inLine, error, delay.toMillis() / 1000.0, id)
                .update();
    }

    /// Keeps what was to be sent: the event will be forgotten before.
    void fail(long id, int attempts, String error, String data) {
        client.sql("""
                        update webhook_delivery set attempts = ?, last_error = ?, failed_at = now(), payload = ?::json
                        where id = ?""").params(attempts, error, data, id).update();
    }

    /// Newest first.
    ///
    /// @param before an id, or [Long#MAX_VALUE]
    List<FailedDelivery> failed(String webhookId, long before, int limit) {
        return client.sql("""
                        select id, event, channel, session_id, happened_at, failed_at, attempts, last_error
                        from webhook_delivery where webhook_id = ? and failed_at is not null and id < ?
                        order by id desc limit ?""")
                .params(webhookId, before, limit)
                .query((row, _) -> new FailedDelivery(
                        Long.toString(row.getLong("id")),
                        Long.toString(row.getLong("event")),
                        row.getString("channel"),
                        row.getString("session_id"),
                        instant(row, "happened_at"),
                        instant(row, "failed_at"),
                        row.getInt("attempts"),
                        row.getString("last_error")))
                .list();
    }

    /// Begins anew, without holding up others.
    ///
    /// @param id one failed delivery, or all when empty
    /// @return how many
    int retry(String webhookId, Optional<Long> id) {
        return client.sql("""
                        update webhook_delivery set failed_at = null, attempts = 0, in_line = false,
                               next_attempt_at = now(), queued_at = now()
                        where webhook_id = :webhook and failed_at is not null
                          and (:id::bigint is null or id = :id::bigint)""")
                .param("webhook", webhookId)
                .param("id", id.orElse(null))
                .update();
    }

    /// Failed ones that are older, and of each webhook all but the newest.
    void forget(Duration age, int most) {
        client.sql("""
                        delete from webhook_delivery where failed_at < now() - make_interval(secs => ?)
                           or id in (select id from (
                                  select id, row_number() over (partition by webhook_id order by id desc) as place
                                  from webhook_delivery where failed_at is not null) ranked where place > ?)""").params(age.toSeconds(), most).update();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("id"),
                row.getString("webhook_id"),
                row.getLong("event"),
                row.getString("session_id"),
                row.getString("channel"),
                instant(row, "happened_at"),
                row.getInt("attempts"),
                Duration.ofSeconds(row.getLong("waited")),
                row.getBoolean("in_line"),
                Optional.ofNullable(row.getString("data")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
