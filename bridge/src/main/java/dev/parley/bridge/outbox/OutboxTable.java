package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageStatus;
import dev.parley.whatsapp.wire.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `message` that are on their way out.
@Repository
class OutboxTable {
    /// What became of a message.
    ///
    /// @param chatId the chat's name outside
    record Outcome(String chatId, String messageId, MessageStatus status) {}

    private final JdbcClient client;

    OutboxTable(JdbcClient client) {
        this.client = client;
    }

    Optional<String> findByKey(String sessionId, String idempotencyKey) {
        return client.sql("select whatsapp_id from message where session_id = ? and idempotency_key = ?")
                .params(sessionId, idempotencyKey)
                .query(String.class)
                .optional();
    }

    /// @return the row's key; empty when the idempotency key is taken
    Optional<Long> insert(
            String sessionId,
            long chat,
            String id,
            Instant sentAt,
            OutgoingText text,
            Optional<PendingMessage.Quoted> quoted) {
        return client.sql("""
                        insert into message (session_id, chat_id, from_me, whatsapp_id, sent_at, type, content,
                                             quoted_id, quoted_content, status, idempotency_key)
                        values (?, ?, true, ?, ?, 'text', ?, ?, ?, 'pending', ?)
                        on conflict (session_id, idempotency_key) where idempotency_key is not null do nothing
                        returning seq""")
                .param(sessionId)
                .param(chat)
                .param(id)
                .param(sentAt.atOffset(ZoneOffset.UTC))
                .param(text.text())
                .param(quoted.map(PendingMessage.Quoted::id).orElse(null))
                .param(quoted.map(PendingMessage.Quoted::content).orElse(null))
                .param(text.idempotencyKey().orElse(null))
                .query(Long.class)
                .optional();
    }

    /// In the order in which they were accepted.
    List<PendingMessage> pending(String sessionId, int limit) {
        return client.sql("""
                        select m.seq, m.chat_id, coalesce(c.pn, c.lid) as chat, m.whatsapp_id, m.content, m.attempts,
                               m.quoted_id, m.quoted_content, coalesce(q.from_me, false) as quoted_from_me
                        from message m
                        join chat c on c.id = m.chat_id
                        left join lateral (select from_me from message
                                           where chat_id = m.chat_id and whatsapp_id = m.quoted_id limit 1) q on true
                        where m.session_id = ? and m.status = 'pending'
                        order by m.seq limit ?""")
                .params(sessionId, limit)
                .query(OutboxTable::pending)
                .list();
    }

    int countPending(String sessionId, int most) {
        String sql = """
                select count(*)::integer from
                (select 1 from message where session_id = ? and status = 'pending' limit ?) pending""";
        return client.sql(sql).params(sessionId, most).query(Integer.class).single();
    }

    /// A receipt may have moved the message further already.
    Optional<Outcome> sent(long seq, Instant sentAt) {
        return client.sql("""
                        update message m set status = greatest(m.status, 'sent'), sent_at = ?, failure = null
                        from chat c where c.id = m.chat_id and m.seq = ?
                        returning coalesce(c.pn, c.lid) as chat, m.whatsapp_id, m.status::text as status""")
                .params(sentAt.atOffset(ZoneOffset.UTC), seq)
                .query(OutboxTable::outcome)
                .optional();
    }

    Optional<Outcome> failed(long seq, String words) {
        String sql = """
                update message m set status = 'failed', failure = ?
                from chat c where c.id = m.chat_id and m.seq = ? and m.status = 'pending'
                returning coalesce(c.pn, c.lid) as chat, m.whatsapp_id, m.status::text as status""";
        return client.sql(sql).params(words, seq).query(OutboxTable::outcome).optional();
    }

    /// WhatsApp takes the chat's messages in order, so those that still wait cannot be earlier than one it has
    /// taken.
    void notBefore(String sessionId, long chatKey, long seq, Instant sentAt) {
        client.sql("""
                        update message set sent_at = :at
                        where session_id = :session and chat_id = :chat and status = 'pending' and seq > :seq and sent_at < :at""")
                .param("at", sentAt.atOffset(ZoneOffset.UTC))
                .param("session", sessionId)
                .param("chat", chatKey)
                .param("seq", seq)
                .update();
    }

    void attempted(long seq) {
        client.sql("update message set attempts = attempts + 1 where seq = ?")
                .param(seq)
                .update();
    }

    private static PendingMessage pending(ResultSet row, int number) throws SQLException {
        @Nullable String quotedId = row.getString("quoted_id");
        Optional<PendingMessage.Quoted> quoted = quotedId == null
                ? Optional.empty()
                : Optional.of(new PendingMessage.Quoted(
                        quotedId, row.getString("quoted_content"), row.getBoolean("quoted_from_me")));
        return new PendingMessage(
                row.getLong("seq"),
                row.getLong("chat_id"),
                Jid.parse(row.getString("chat")).orElseThrow(),
                row.getString("whatsapp_id"),
                row.getString("content"),
                quoted,
                row.getInt("attempts"));
    }

    private static Outcome outcome(ResultSet row, int number) throws SQLException {
        return new Outcome(
                row.getString("chat"),
                row.getString("whatsapp_id"),
                MessageStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)));
    }
}
