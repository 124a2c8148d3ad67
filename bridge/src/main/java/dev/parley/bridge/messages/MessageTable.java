package dev.parley.bridge.messages;

import dev.parley.bridge.chats.MessageMover;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `message`, but for the outbox.
@Repository
class MessageTable implements MessageMover {
    static final String COLUMNS =
            "seq, whatsapp_id, from_me, sent_at, type, content, quoted_id, quoted_content, status, failure";

    /// A place in a thread.
    record Place(OffsetDateTime sentAt, long seq) {}

    private final JdbcClient client;

    MessageTable(JdbcClient client) {
        this.client = client;
    }

    /// @return the row's key; empty when the message is already there
    Optional<Long> insert(
            String sessionId,
            long chat,
            String id,
            boolean fromMe,
            Instant sentAt,
            MessageContent content,
            Optional<MessageStatus> status) {
        return client.sql("""
                        insert into message (session_id, chat_id, whatsapp_id, from_me, sent_at, type, content,
                                             quoted_id, quoted_content, status)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::message_status)
                        on conflict (chat_id, whatsapp_id, from_me) do nothing returning seq""")
                .param(sessionId)
                .param(chat)
                .param(id)
                .param(fromMe)
                .param(sentAt.atOffset(ZoneOffset.UTC))
                .param(content.type().code())
                .param(content.text())
                .param(content.quote().map(Quote::id).orElse(null))
                .param(content.quote().map(Quote::content).orElse(null))
                .param(status.map(MessageStatus::code).orElse(null))
                .query(Long.class)
                .optional();
    }

    boolean exists(String sessionId, String chatJid, String id, boolean fromMe) {
        return client.sql("""
                        select exists (select 1 from message m join chat c on c.id = m.chat_id
                                       where c.session_id = ? and (c.pn = ? or c.lid = ?)
                                         and m.whatsapp_id = ? and m.from_me = ?)""")
                .params(sessionId, chatJid, chatJid, id, fromMe)
                .query(Boolean.class)
                .single();
    }

    Optional<Place> place(long chat, String id) {
        return client.sql("select sent_at, seq from message where chat_id = ? and whatsapp_id = ? order by seq limit 1")
                .params(chat, id)
                .query((row, _) -> new Place(row.getObject("sent_at", OffsetDateTime.class), row.getLong("seq")))
                .optional();
    }

    /// Newest first.
    List<StoredMessage> page(long chat, Optional<Place> before, int limit) {
        String condition = before.isPresent() ? " and (sent_at, seq) < (:sentAt, :seq)" : "";
        JdbcClient.StatementSpec statement = client.sql("select " + COLUMNS + " from message where chat_id = :chat"
                        + condition + " order by sent_at desc, seq desc limit :limit")
                .param("chat", chat)
                .param("limit", limit);
        before.ifPresent(place -> statement.param("sentAt", place.sentAt()).param("seq", place.seq()));
        return statement.query(MessageTable::message).list();
    }

    Optional<StoredMessage> find(long chat, String id) {
        return client.sql("select " + COLUMNS + " from message where chat_id = ? and whatsapp_id = ? limit 1")
                .params(chat, id)
                .query(MessageTable::message)
                .optional();
    }

    /// Moves messages of ours forward to `status`; those already there or further are left alone.
    ///
    /// @return the ids of those that moved
    List<String> advance(long chat, List<String> ids, MessageStatus status) {
        return client.sql("""
                        update message set status = :status::message_status, failure = null
                        where chat_id = :chat and from_me and whatsapp_id = any(:ids)
                          and status < :status::message_status
                        returning whatsapp_id""")
                .param("status", status.code())
                .param("chat", chat)
                .param("ids", ids.toArray(String[]::new))
                .query((row, _) -> row.getString("whatsapp_id"))
                .list();
    }

    /// How many incoming messages come after the last of `ids`; empty when none of them is there.
    Optional<Integer> countAfter(long chat, List<String> ids) {
        return client.sql("""
                        select (select count(*)::integer from message m
                                where m.chat_id = last.chat_id and not m.from_me
                                  and (m.sent_at, m.seq) > (last.sent_at, last.seq))
                        from (select chat_id, sent_at, seq from message where chat_id = ? and whatsapp_id = any(?)
                              order by sent_at desc, seq desc limit 1) last""")
                .params(chat, ids.toArray(String[]::new))
                .query(Integer.class)
                .optional();
    }

    @Override
    public int move(long fromChat, long intoChat) {
        String furthestStatus = """
                update message kept set status = greatest(kept.status, twin.status)
                from message twin
                where kept.chat_id = ? and twin.chat_id = ?
                  and twin.whatsapp_id = kept.whatsapp_id and twin.from_me = kept.from_me""";
        client.sql(furthestStatus).params(intoChat, fromChat).update();
        List<Boolean> doubles = client.sql("""
                        delete from message twin using message kept
                        where twin.chat_id = ? and kept.chat_id = ?
                          and twin.whatsapp_id = kept.whatsapp_id and twin.from_me = kept.from_me
                        returning not twin.from_me""")
                .params(fromChat, intoChat)
                .query((row, _) -> row.getBoolean(1))
                .list();
        client.sql("update message set chat_id = ? where chat_id = ?")
                .params(intoChat, fromChat)
                .update();
        return (int) doubles.stream().filter(incoming -> incoming).count();
    }

    static StoredMessage message(ResultSet row, int number) throws SQLException {
        @Nullable String quotedId = row.getString("quoted_id");
        @Nullable String quotedContent = row.getString("quoted_content");
        Optional<Quote> quote = quotedId == null || quotedContent == null
                ? Optional.empty()
                : Optional.of(new Quote(quotedId, quotedContent));
        return new StoredMessage(
                row.getLong("seq"),
                row.getString("whatsapp_id"),
                row.getBoolean("from_me"),
                row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                new MessageContent(MessageType.of(row.getString("type")), row.getString("content"), quote),
                Optional.ofNullable(row.getString("status")).map(MessageStatus::of),
                Optional.ofNullable(row.getString("failure")));
    }
}
