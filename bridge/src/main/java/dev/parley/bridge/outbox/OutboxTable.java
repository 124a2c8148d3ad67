package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.MessageType;
import dev.parley.bridge.outbox.OutboxRow.Kind;
import dev.parley.bridge.outbox.OutboxRow.Quoted;
import dev.parley.bridge.outbox.OutboxRow.Target;
import dev.parley.whatsapp.wire.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `outbox`, from when they were accepted until they are settled.
@Repository
class OutboxTable {
    private static final String ROWS = """
            select o.seq, o.kind, o.whatsapp_id, o.content, o.attempts, o.held, o.accepted_at,
                   o.message, m.chat_id, coalesce(c.pn, c.lid) as chat, m.whatsapp_id as target, m.from_me, m.type,
                   m.content as target_content, m.sent_at, m.status::text as status,
                   m.quoted_id, m.quoted_content, coalesce(q.from_me, false) as quoted_from_me,
                   coalesce(q.type, 'text') as quoted_type, coalesce(q.file, false) as quoted_file,
                   f.message is not null as file, f.reference is not null as uploaded
            from outbox o
            join message m on m.seq = o.message
            join chat c on c.id = m.chat_id
            left join message_file f on f.message = o.message
            left join lateral (select said.from_me, said.type, qf.reference is not null as file
                               from message said left join message_file qf on qf.message = said.seq
                               where said.chat_id = m.chat_id and said.whatsapp_id = m.quoted_id limit 1) q on true
            """;

    private final JdbcClient client;

    OutboxTable(JdbcClient client) {
        this.client = client;
    }

    /// What is to be sent next, in order, except to some chats.
    List<OutboxRow> next(String sessionId, Collection<Long> exceptChats, int limit) {
        return client.sql(ROWS + "where o.session_id = ? and m.chat_id <> all(?) order by o.seq limit ?")
                .param(sessionId)
                .param(exceptChats.toArray(Long[]::new))
                .param(limit)
                .query(OutboxTable::row)
                .list();
    }

    /// @param most where counting ends
    int count(String sessionId, int most) {
        return client.sql("select count(*)::integer from (select 1 from outbox where session_id = ? limit ?) counted")
                .params(sessionId, most)
                .query(Integer.class)
                .single();
    }

    /// From now on these may leave at any time.
    void release(Collection<Long> seqs) {
        client.sql("update outbox set held = false where seq = any(?) and held")
                .param(seqs.toArray(Long[]::new))
                .update();
    }

    void attempted(Collection<Long> seqs) {
        client.sql("update outbox set attempts = attempts + 1 where seq = any(?)")
                .param(seqs.toArray(Long[]::new))
                .update();
    }

    void delete(Collection<Long> seqs) {
        client.sql("delete from outbox where seq = any(?)")
                .param(seqs.toArray(Long[]::new))
                .update();
    }

    /// Everything that has to do with a message.
    void deleteOf(long message) {
        client.sql("delete from outbox where message = ?").param(message).update();
    }

    private static OutboxRow row(ResultSet row, int number) throws SQLException {
        @Nullable String quotedId = row.getString("quoted_id");
        Optional<Quoted> quoted = quotedId == null
                ? Optional.empty()
                : Optional.of(new Quoted(
                        quotedId,
                        row.getString("quoted_content"),
                        row.getBoolean("quoted_from_me"),
                        MessageType.of(row.getString("quoted_type")),
                        row.getBoolean("quoted_file")));
        Target message = new Target(
                row.getLong("message"),
                row.getString("target"),
                row.getBoolean("from_me"),
                MessageType.of(row.getString("type")),
                row.getString("target_content"),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("status")).map(MessageStatus::of),
                quoted,
                row.getBoolean("file"),
                row.getBoolean("uploaded"));
        return new OutboxRow(
                row.getLong("seq"),
                Kind.of(row.getString("kind")),
                row.getString("whatsapp_id"),
                Objects.requireNonNullElse(row.getString("content"), ""),
                row.getInt("attempts"),
                row.getBoolean("held"),
                row.getObject("accepted_at", OffsetDateTime.class).toInstant(),
                message,
                row.getLong("chat_id"),
                Jid.parse(row.getString("chat")).orElseThrow());
    }
}
