package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What becomes of the rows of `message` that were sent from here.
@Repository
class OutcomeTable {
    /// @param chatId the chat's name outside
    record Outcome(String chatId, String messageId, MessageStatus status, Instant sentAt) {}

    private final JdbcClient client;

    OutcomeTable(JdbcClient client) {
        this.client = client;
    }

    /// A receipt may have moved a message further already.
    ///
    /// @param times the server's, by the messages' keys
    List<Outcome> sent(Map<Long, Instant> times) {
        return client.sql("""
                        update message m set status = greatest(m.status, 'sent'), sent_at = to_timestamp(t.at),
                                             failure = null, failure_code = null
                        from unnest(?::bigint[], ?::bigint[]) t (key, at), chat c
                        where m.seq = t.key and c.id = m.chat_id
                        returning coalesce(c.pn, c.lid) as chat, m.whatsapp_id, m.status::text as status, m.sent_at""")
                .param(times.keySet().toArray(Long[]::new))
                .param(times.values().stream().map(Instant::getEpochSecond).toArray(Long[]::new))
                .query(OutcomeTable::outcome)
                .list();
    }

    Optional<Outcome> failed(long message, Failure failure) {
        return client.sql("""
                        update message m set status = 'failed', failure = ?, failure_code = ?
                        from chat c where c.id = m.chat_id and m.seq = ? and m.status = 'pending'
                        returning coalesce(c.pn, c.lid) as chat, m.whatsapp_id, m.status::text as status, m.sent_at""")
                .params(failure.words(), failure.code(), message)
                .query(OutcomeTable::outcome)
                .optional();
    }

    /// WhatsApp takes the chat's messages in order, so those that still wait cannot be earlier than one it
    /// has taken.
    void notBefore(String sessionId, long chatKey, Instant sentAt) {
        client.sql("""
                        update message m set sent_at = :at
                        from outbox o
                        where o.session_id = :session and o.kind = 'message'
                          and m.seq = o.message and m.chat_id = :chat and m.status = 'pending' and m.sent_at < :at""")
                .param("at", sentAt.atOffset(ZoneOffset.UTC))
                .param("session", sessionId)
                .param("chat", chatKey)
                .update();
    }

    private static Outcome outcome(ResultSet row, int number) throws SQLException {
        return new Outcome(
                row.getString("chat"),
                row.getString("whatsapp_id"),
                MessageStatus.of(row.getString("status")),
                row.getObject("sent_at", OffsetDateTime.class).toInstant());
    }
}
