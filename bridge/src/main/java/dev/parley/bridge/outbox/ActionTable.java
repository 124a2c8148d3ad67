package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageStatus;
import dev.parley.bridge.messages.MessageType;
import dev.parley.bridge.outbox.OutboxRow.Kind;
import dev.parley.whatsapp.wire.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What the actions on messages read and write.
@Repository
class ActionTable {
    /// A message that something is to be done to.
    ///
    /// @param key the row's
    /// @param chat where it is
    record Subject(
            long key,
            long chatKey,
            Jid chat,
            String id,
            boolean fromMe,
            MessageType type,
            String content,
            Instant sentAt,
            Optional<MessageStatus> status,
            Optional<String> failureCode,
            boolean deleted,
            String myReaction) {}

    private static final String SUBJECTS = """
            select m.seq, m.chat_id, coalesce(c.pn, c.lid) as chat, m.whatsapp_id, m.from_me, m.type, m.content,
                   m.sent_at, m.status::text as status, m.failure_code, m.deleted_at is not null as deleted,
                   coalesce(r.emoji, '') as my_reaction
            from message m
            join chat c on c.id = m.chat_id
            left join reaction r on r.chat_id = m.chat_id and r.whatsapp_id = m.whatsapp_id
                                and r.message_from_me = m.from_me and r.from_me
            """;

    private final JdbcClient client;

    ActionTable(JdbcClient client) {
        this.client = client;
    }

    /// By the id in a request's path; of two messages with one id, which only a mischief-maker brings about,
    /// our own.
    Optional<Subject> find(String sessionId, String messageId) {
        return client.sql(SUBJECTS
                        + "where m.session_id = ? and m.whatsapp_id = ? order by m.from_me desc, m.seq limit 1")
                .params(sessionId, messageId)
                .query(ActionTable::subject)
                .optional();
    }

    /// The content of the last action of this kind that waits to be sent.
    Optional<String> lastWaiting(long message, Kind kind) {
        return client.sql("""
                        select coalesce(content, '') from outbox where message = ? and kind = ?
                        order by seq desc limit 1""").params(message, kind.code()).query(String.class).optional();
    }

    /// Whether the message has surely not left; it cannot until the transaction ends.
    boolean lockHeld(long message) {
        return client.sql("select 1 from outbox where message = ? and kind = 'message' and held for update")
                .param(message)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    void insert(String sessionId, long message, Kind kind, String id, String content, Instant at, boolean held) {
        client.sql("""
                        insert into outbox (session_id, message, kind, whatsapp_id, content, accepted_at, held)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(sessionId, message, kind.code(), id, content, at.atOffset(ZoneOffset.UTC), held)
                .update();
    }

    /// Changes the words of a message that has not left.
    void reword(long message, String content) {
        client.sql("update message set content = ? where seq = ?")
                .params(content, message)
                .update();
        client.sql("update message_file set caption = ? where message = ?")
                .params(content, message)
                .update();
    }

    void setFailed(long message, Failure failure) {
        client.sql("update message set status = 'failed', failure = ?, failure_code = ? where seq = ?")
                .params(failure.words(), failure.code(), message)
                .update();
    }

    /// A failed message waits again, as if it were accepted now.
    void setPending(long message, Instant at) {
        client.sql("""
                        update message set status = 'pending', failure = null, failure_code = null, sent_at = ?
                        where seq = ?""").params(at.atOffset(ZoneOffset.UTC), message).update();
    }

    private static Subject subject(ResultSet row, int number) throws SQLException {
        return new Subject(
                row.getLong("seq"),
                row.getLong("chat_id"),
                Jid.parse(row.getString("chat")).orElseThrow(),
                row.getString("whatsapp_id"),
                row.getBoolean("from_me"),
                MessageType.of(row.getString("type")),
                row.getString("content"),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("status")).map(MessageStatus::of),
                Optional.ofNullable(row.getString("failure_code")),
                row.getBoolean("deleted"),
                row.getString("my_reaction"));
    }
}
