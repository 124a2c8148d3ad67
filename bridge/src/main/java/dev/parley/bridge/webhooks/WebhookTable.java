package dev.parley.bridge.webhooks;

import dev.parley.whatsapp.wire.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `webhook`.
@Repository
class WebhookTable {
    /// @param keyId names the master key that it is encrypted under
    record Secret(Bytes encrypted, String keyId) {}

    private static final String COLUMNS = "id, url, events, session_id, created_at";

    private final JdbcClient client;

    WebhookTable(JdbcClient client) {
        this.client = client;
    }

    /// Until the transaction ends nobody else adds one.
    int lockAndCount() {
        client.sql("lock table webhook in share row exclusive mode").update();
        return client.sql("select count(*) from webhook").query(Integer.class).single();
    }

    Webhook insert(String id, String url, List<String> events, Optional<String> sessionId, Secret secret) {
        return client.sql("insert into webhook (id, url, events, session_id, secret, key_id) values (?, ?, ?, ?, ?, ?)"
                        + " returning " + COLUMNS)
                .param(id)
                .param(url)
                .param(events.toArray(String[]::new))
                .param(sessionId.orElse(null))
                .param(secret.encrypted().toByteArray())
                .param(secret.keyId())
                .query((row, _) -> webhook(row))
                .single();
    }

    List<Webhook> all() {
        return client.sql("select " + COLUMNS + " from webhook order by created_at, id")
                .query((row, _) -> webhook(row))
                .list();
    }

    Optional<Webhook> find(String id) {
        return client.sql("select " + COLUMNS + " from webhook where id = ?")
                .param(id)
                .query((row, _) -> webhook(row))
                .optional();
    }

    Optional<Secret> secret(String id) {
        return client.sql("select secret, key_id from webhook where id = ?")
                .param(id)
                .query((row, _) -> new Secret(Bytes.wrap(row.getBytes("secret")), row.getString("key_id")))
                .optional();
    }

    /// With its deliveries.
    boolean delete(String id) {
        return client.sql("delete from webhook where id = ?").param(id).update() == 1;
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getString("id"),
                row.getString("url"),
                List.of((String[]) row.getArray("events").getArray()),
                Optional.ofNullable(row.getString("session_id")),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
