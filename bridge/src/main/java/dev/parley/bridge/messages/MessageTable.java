package dev.parley.bridge.messages;

import dev.parley.bridge.chats.MessageMover;
import dev.parley.bridge.messages.MessageInfo.Reaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `message`, but for the outbox.
@Repository
class MessageTable implements MessageMover {
    private static final String COLUMNS =
            "m.seq, m.whatsapp_id, m.from_me, m.sent_at, m.type, m.content, m.quoted_id, m.quoted_content, m.status,"
                    + " m.failure, m.failure_code, m.edited_at, m.deleted_at,"
                    + " mine.emoji as my_emoji, mine.reacted_at as my_reacted_at,"
                    + " theirs.emoji as their_emoji, theirs.reacted_at as their_reacted_at, "
                    + MessageFiles.SHOWN_COLUMNS;

    /// All of a message in one query: its file, and how each side reacts.
    private static final String JOINS = """
             left join message_file f on f.message = m.seq
             left join reaction mine on mine.chat_id = m.chat_id and mine.whatsapp_id = m.whatsapp_id
                  and mine.message_from_me = m.from_me and mine.from_me and mine.emoji <> ''
             left join reaction theirs on theirs.chat_id = m.chat_id and theirs.whatsapp_id = m.whatsapp_id
                  and theirs.message_from_me = m.from_me and not theirs.from_me and theirs.emoji <> ''
            """;

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
        String condition = before.isPresent() ? " and (m.sent_at, m.seq) < (:sentAt, :seq)" : "";
        JdbcClient.StatementSpec statement = client.sql("select " + COLUMNS + " from message m" + JOINS
                        + " where m.chat_id = :chat" + condition
                        + " order by m.sent_at desc, m.seq desc limit :limit")
                .param("chat", chat)
                .param("limit", limit);
        before.ifPresent(place -> statement.param("sentAt", place.sentAt()).param("seq", place.seq()));
        return statement.query(MessageTable::message).list();
    }

    Optional<StoredMessage> find(long chat, String id) {
        return client.sql("select " + COLUMNS + " from message m" + JOINS
                        + " where m.chat_id = ? and m.whatsapp_id = ? order by m.seq limit 1")
                .params(chat, id)
                .query(MessageTable::message)
                .optional();
    }

    /// Moves messages of ours forward to `status`; those already there or further are left alone.
    ///
    /// @return the ids of those that moved
    List<String> advance(long chat, List<String> ids, MessageStatus status) {
        return client.sql("""
                        update message set status = :status::message_status, failure = null, failure_code = null
                        where chat_id = :chat and from_me and whatsapp_id = any(:ids)
                          and status < :status::message_status
                        returning whatsapp_id""")
                .param("status", status.code())
                .param("chat", chat)
                .param("ids", ids.toArray(String[]::new))
                .query((row, _) -> row.getString("whatsapp_id"))
                .list();
    }

    boolean react(long chat, String id, boolean ofMine, boolean fromMe, String emoji, Instant at) {
        return client.sql("""
                        insert into reaction (chat_id, whatsapp_id, message_from_me, from_me, emoji, reacted_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (chat_id, whatsapp_id, message_from_me, from_me) do update
                        set emoji = excluded.emoji, reacted_at = excluded.reacted_at
                        where reaction.reacted_at < excluded.reacted_at""")
                        .params(chat, id, ofMine, fromMe, emoji, at.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    boolean edit(long chat, String id, boolean fromMe, String content, Instant at) {
        client.sql("""
                        update message_file f set caption = ? from message m
                        where m.seq = f.message and m.chat_id = ? and m.whatsapp_id = ? and m.from_me = ?""")
                .params(content, chat, id, fromMe)
                .update();
        return client.sql("""
                        update message set content = ?, edited_at = ?
                        where chat_id = ? and whatsapp_id = ? and from_me = ? and deleted_at is null
                          and (edited_at is null or edited_at < ?)""")
                        .params(content, at.atOffset(ZoneOffset.UTC), chat, id, fromMe, at.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    boolean delete(long chat, String id, boolean fromMe, Instant at) {
        return client.sql("""
                        with emptied as (
                            update message set content = '[Deleted]', deleted_at = ?
                            where chat_id = ? and whatsapp_id = ? and from_me = ? and deleted_at is null
                            returning seq
                        ), gone as (delete from message_file using emptied where message = seq)
                        select seq from emptied""")
                .params(at.atOffset(ZoneOffset.UTC), chat, id, fromMe)
                .query(Long.class)
                .optional()
                .isPresent();
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
                new MessageContent(
                        MessageType.of(row.getString("type")),
                        row.getString("content"),
                        quote,
                        MessageFiles.shown(row)),
                Optional.ofNullable(row.getString("status")).map(MessageStatus::of),
                Optional.ofNullable(row.getString("failure")),
                Optional.ofNullable(row.getString("failure_code")),
                Stream.concat(reaction(row, "their", false), reaction(row, "my", true))
                        .toList(),
                time(row, "edited_at"),
                time(row, "deleted_at"));
    }

    private static Stream<Reaction> reaction(ResultSet row, String side, boolean fromMe) throws SQLException {
        @Nullable String emoji = row.getString(side + "_emoji");
        return emoji == null
                ? Stream.empty()
                : Stream.of(new Reaction(
                        emoji,
                        fromMe,
                        time(row, side + "_reacted_at").orElseThrow().getEpochSecond()));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
