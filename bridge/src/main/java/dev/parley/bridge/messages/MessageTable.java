package dev.parley.bridge.messages;

import dev.parley.bridge.chats.MessageMover;
import dev.parley.bridge.messages.MessageInfo.Reaction;
import dev.parley.bridge.sql.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                    + " m.failure, m.failure_code, m.edited_at, m.deleted_at, m.placeholder, m.starred,"
                    + " mine.emoji as my_emoji, mine.reacted_at as my_reacted_at,"
                    + " theirs.emoji as their_emoji, theirs.reacted_at as their_reacted_at, "
                    + MessageFiles.SHOWN_COLUMNS;

    /// All of a message in one query: its file, and how each side reacts.
    private static final String JOINS = """
             left join message_file f on f.message = m.seq
             left join reaction mine on mine.chat_id = m.chat_id and mine.whatsapp_id = m.whatsapp_id
                  and mine.message_from_me = m.from_me and mine.from_me and mine.emoji <> ''
                  and m.deleted_at is null
             left join reaction theirs on theirs.chat_id = m.chat_id and theirs.whatsapp_id = m.whatsapp_id
                  and theirs.message_from_me = m.from_me and not theirs.from_me and theirs.emoji <> ''
                  and m.deleted_at is null
            """;

    /// A place in a thread.
    record Place(OffsetDateTime sentAt, long seq) {}

    private final JdbcClient client;
    private final AddOnTable addOns;
    private final AmendmentTable amendments;

    MessageTable(JdbcClient client, AddOnTable addOns, AmendmentTable amendments) {
        this.client = client;
        this.addOns = addOns;
        this.amendments = amendments;
    }

    /// A message that is now stored.
    ///
    /// @param replaced whether it took the place of a placeholder
    record Inserted(long seq, boolean replaced) {}

    /// Stores messages in their order, in one statement. Those already there are left alone, unless they are
    /// only placeholders.
    ///
    /// @param messages no two of the same key
    /// @return those that were new
    Map<MessageRef, Inserted> insertAll(String sessionId, List<NewMessage> messages) {
        Map<MessageRef, Inserted> inserted = new HashMap<>();
        if (messages.isEmpty()) {
            return inserted;
        }
        client.sql("""
                        insert into message as m (session_id, chat_id, whatsapp_id, from_me, sent_at, type, content,
                                quoted_id, quoted_content, status, placeholder, starred, edited_at, deleted_at)
                        select :session, chat, id, from_me, to_timestamp(seconds), type, content, quoted_id,
                               quoted_content, status::message_status, placeholder, starred,
                               to_timestamp(edited / 1000.0), to_timestamp(deleted / 1000.0)
                        from unnest(:chats, :ids, :fromMe, :seconds, :types, :contents, :quotedIds, :quotedContents,
                                    :statuses::text[], :placeholders, :starred, :edited::bigint[], :deleted::bigint[])
                             with ordinality
                             as new (chat, id, from_me, seconds, type, content, quoted_id, quoted_content, status,
                                     placeholder, starred, edited, deleted, place)
                        order by place
                        on conflict (chat_id, whatsapp_id, from_me) do update set
                            sent_at = excluded.sent_at, type = excluded.type, content = excluded.content,
                            quoted_id = excluded.quoted_id, quoted_content = excluded.quoted_content,
                            status = greatest(m.status, excluded.status), placeholder = false,
                            edited_at = excluded.edited_at, deleted_at = excluded.deleted_at
                        where m.placeholder and not excluded.placeholder
                        returning seq, chat_id, whatsapp_id, from_me, xmax <> 0 as replaced""")
                .param("session", sessionId)
                .param(
                        "chats",
                        Columns.of(messages, Long[]::new, each -> each.chat().key()))
                .param("ids", Columns.of(messages, String[]::new, NewMessage::id))
                .param("fromMe", Columns.of(messages, Boolean[]::new, NewMessage::fromMe))
                .param(
                        "seconds",
                        Columns.of(messages, Long[]::new, each -> each.sentAt().getEpochSecond()))
                .param(
                        "types",
                        Columns.of(
                                messages,
                                String[]::new,
                                each -> each.content().type().code()))
                .param(
                        "contents",
                        Columns.of(
                                messages, String[]::new, each -> each.content().text()))
                .param(
                        "quotedIds",
                        Columns.optional(
                                messages,
                                String[]::new,
                                each -> each.content().quote().map(Quote::id)))
                .param(
                        "quotedContents",
                        Columns.optional(
                                messages,
                                String[]::new,
                                each -> each.content().quote().map(Quote::content)))
                .param(
                        "statuses",
                        Columns.optional(
                                messages, String[]::new, each -> each.status().map(MessageStatus::code)))
                .param("placeholders", Columns.of(messages, Boolean[]::new, NewMessage::placeholder))
                .param("starred", Columns.of(messages, Boolean[]::new, NewMessage::starred))
                .param(
                        "edited",
                        Columns.optional(
                                messages, Long[]::new, each -> each.editedAt().map(Instant::toEpochMilli)))
                .param(
                        "deleted",
                        Columns.optional(
                                messages, Long[]::new, each -> each.deletedAt().map(Instant::toEpochMilli)))
                .query(row -> {
                    inserted.put(
                            new MessageRef(
                                    row.getLong("chat_id"), row.getString("whatsapp_id"), row.getBoolean("from_me")),
                            new Inserted(row.getLong("seq"), row.getBoolean("replaced")));
                });
        return inserted;
    }

    /// Whether a message is stored, and not only its placeholder.
    boolean exists(String sessionId, String chatJid, String id, boolean fromMe) {
        return client.sql("""
                        select exists (select 1 from message m join chat c on c.id = m.chat_id
                                       where c.session_id = ? and (c.pn = ? or c.lid = ?)
                                         and m.whatsapp_id = ? and m.from_me = ? and not m.placeholder)""")
                .params(sessionId, chatJid, chatJid, id, fromMe)
                .query(Boolean.class)
                .single();
    }

    /// Whether a message of this id is from this account; empty when there is none, or one of each side.
    Optional<Boolean> isFromMe(long chat, String id) {
        List<Boolean> sides = client.sql("select from_me from message where chat_id = ? and whatsapp_id = ?")
                .params(chat, id)
                .query((row, _) -> row.getBoolean("from_me"))
                .list();
        return sides.size() == 1 ? Optional.of(sides.getFirst()) : Optional.empty();
    }

    /// The latest edit counts, and none of what is deleted.
    ///
    /// @return the row's key; empty when nothing changed
    Optional<Long> edit(MessageRef message, String text, Instant at) {
        return client.sql("""
                        update message set content = :text, edited_at = :at
                        where chat_id = :chat and whatsapp_id = :id and from_me = :fromMe
                          and deleted_at is null and not placeholder and (edited_at is null or edited_at < :at)
                        returning seq""")
                .param("text", text)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("chat", message.chat())
                .param("id", message.id())
                .param("fromMe", message.fromMe())
                .query(Long.class)
                .optional();
    }

    /// Takes everything out of a message; its place in the thread stays.
    ///
    /// @return the row's key; empty when there is none that is not deleted
    Optional<Long> delete(MessageRef message, Instant at) {
        return client.sql("""
                        update message set type = :type, content = :content, quoted_id = null, quoted_content = null,
                               edited_at = null, deleted_at = :at, placeholder = false, starred = false,
                               pinned_until = null
                        where chat_id = :chat and whatsapp_id = :id and from_me = :fromMe and deleted_at is null
                        returning seq""")
                .param("type", MessageContent.DELETED.type().code())
                .param("content", MessageContent.DELETED.text())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("chat", message.chat())
                .param("id", message.id())
                .param("fromMe", message.fromMe())
                .query(Long.class)
                .optional();
    }

    /// @return whether it was there
    boolean remove(MessageRef message) {
        return client.sql("delete from message where chat_id = ? and whatsapp_id = ? and from_me = ?")
                        .params(message.chat(), message.id(), message.fromMe())
                        .update()
                > 0;
    }

    /// Removes the messages of a chat up to a time, but for what is still to be sent.
    ///
    /// @param starred whether those with a star go too
    /// @return whether any is left
    boolean clear(long chat, Instant until, boolean starred) {
        client.sql("""
                        delete from message where chat_id = ? and sent_at <= ? and (? or not starred)
                          and status is distinct from 'pending'""").params(chat, until.atOffset(ZoneOffset.UTC), starred).update();
        return client.sql("select exists (select 1 from message where chat_id = ?)")
                .param(chat)
                .query(Boolean.class)
                .single();
    }

    /// @return whether it is there and was not so before
    boolean star(MessageRef message, boolean starred) {
        return client.sql("""
                        update message set starred = :starred
                        where chat_id = :chat and whatsapp_id = :id and from_me = :fromMe and starred <> :starred""")
                        .param("starred", starred)
                        .param("chat", message.chat())
                        .param("id", message.id())
                        .param("fromMe", message.fromMe())
                        .update()
                > 0;
    }

    /// @param until empty: no longer pinned
    void pin(MessageRef message, Optional<Instant> until) {
        client.sql("update message set pinned_until = ? where chat_id = ? and whatsapp_id = ? and from_me = ?")
                .param(until.map(time -> time.atOffset(ZoneOffset.UTC)).orElse(null))
                .param(message.chat())
                .param(message.id())
                .param(message.fromMe())
                .update();
    }

    /// The last of the incoming messages of a chat, as many as are unread.
    ///
    /// @param upTo the last one that was read
    List<String> unreadIds(long chat, int unread, Optional<Place> upTo) {
        String condition = upTo.isPresent() ? " where (sent_at, seq) <= (:sentAt, :seq)" : "";
        JdbcClient.StatementSpec statement = client.sql(
                        """
                        select whatsapp_id from (
                            select whatsapp_id, sent_at, seq, placeholder from message
                            where chat_id = :chat and not from_me order by sent_at desc, seq desc limit :limit) unread""" + condition + (upTo.isPresent() ? " and" : " where") + " not placeholder")
                .param("chat", chat)
                .param("limit", unread);
        upTo.ifPresent(place -> statement.param("sentAt", place.sentAt()).param("seq", place.seq()));
        return statement.query((row, _) -> row.getString("whatsapp_id")).list();
    }

    Optional<Place> place(long chat, String id) {
        return client.sql("select sent_at, seq from message where chat_id = ? and whatsapp_id = ? order by seq limit 1")
                .params(chat, id)
                .query((row, _) -> new Place(row.getObject("sent_at", OffsetDateTime.class), row.getLong("seq")))
                .optional();
    }

    /// Newest first.
    List<StoredMessage> page(long chat, Optional<Place> before, int limit) {
        JdbcClient.StatementSpec statement =
                client.sql(pageSql(before.isPresent())).param("chat", chat).param("limit", limit);
        before.ifPresent(place -> statement.param("sentAt", place.sentAt()).param("seq", place.seq()));
        return statement.query(MessageTable::message).list();
    }

    static String pageSql(boolean before) {
        return "select " + COLUMNS + " from message m" + JOINS + " where m.chat_id = :chat"
                + (before ? " and (m.sent_at, m.seq) < (:sentAt, :seq)" : "")
                + " order by m.sent_at desc, m.seq desc limit :limit";
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

    /// How many incoming messages come after the last of `ids`, as far as it matters; empty when none of
    /// them is there.
    Optional<Integer> countAfter(long chat, List<String> ids, int most) {
        return client.sql("""
                        select (select count(*)::integer from (
                                    select 1 from message m
                                    where m.chat_id = last.chat_id and not m.from_me
                                      and (m.sent_at, m.seq) > (last.sent_at, last.seq) limit ?) later)
                        from (select chat_id, sent_at, seq from message where chat_id = ? and whatsapp_id = any(?)
                              order by sent_at desc, seq desc limit 1) last""")
                .params(most, chat, ids.toArray(String[]::new))
                .query(Integer.class)
                .optional();
    }

    /// How many incoming messages are later than this, as far as it matters.
    int countAfter(long chat, Instant time, int most) {
        return client.sql("""
                        select count(*)::integer from (
                            select 1 from message where chat_id = ? and not from_me and sent_at > ? limit ?) later""")
                .params(chat, time.atOffset(ZoneOffset.UTC), most)
                .query(Integer.class)
                .single();
    }

    /// A place among all messages of a session: seconds since the epoch, then the order of arrival.
    record Position(long seconds, long seq) {}

    /// @param chatId the chat's name outside
    record Hit(StoredMessage message, String chatId, Optional<String> personName) {}

    /// Newest first.
    ///
    /// @param words a query for to_tsquery
    List<Hit> search(String sessionId, String words, Optional<Position> after, int limit) {
        JdbcClient.StatementSpec statement = client.sql(searchSql(after.isPresent()))
                .param("session", sessionId)
                .param("words", words)
                .param("of", sessionWord(sessionId))
                .param("limit", limit);
        after.ifPresent(place -> statement
                .param("seconds", Math.clamp(place.seconds(), 0, 253_402_300_799L))
                .param("seq", place.seq()));
        return statement
                .query((row, number) -> new Hit(
                        message(row, number), row.getString("chat"), Optional.ofNullable(row.getString("person_name"))))
                .list();
    }

    static String searchSql(boolean after) {
        return "select c.name as person_name, coalesce(c.pn, c.lid) as chat, " + COLUMNS
                + " from (select * from message m where m.session_id = :session"
                + " and m.search @@ (to_tsquery('simple', :words) && :of::tsquery)"
                + (after ? " and (m.sent_at, m.seq) < (to_timestamp(:seconds), :seq)" : "")
                + " order by m.sent_at desc, m.seq desc limit :limit) m join chat c on c.id = m.chat_id" + JOINS
                + " order by m.sent_at desc, m.seq desc";
    }

    /// The word that stands for a session in the index, quoted.
    static String sessionWord(String sessionId) {
        return "'=" + sessionId.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /// The newest message of a chat, from either side.
    Optional<StoredMessage> newest(long chat) {
        return page(chat, Optional.empty(), 1).stream().findFirst();
    }

    /// The oldest one.
    Optional<StoredMessage> oldest(long chat) {
        return client.sql("select " + COLUMNS + " from message m" + JOINS
                        + " where m.chat_id = ? order by m.sent_at, m.seq limit 1")
                .param(chat)
                .query(MessageTable::message)
                .optional();
    }

    @Override
    public int move(long fromChat, long intoChat) {
        String further = """
                update message kept set
                    status = greatest(kept.status, twin.status),
                    starred = kept.starred or twin.starred,
                    pinned_until = greatest(kept.pinned_until, twin.pinned_until)
                from message twin
                where kept.chat_id = ? and twin.chat_id = ?
                  and twin.whatsapp_id = kept.whatsapp_id and twin.from_me = kept.from_me""";
        client.sql(further).params(intoChat, fromChat).update();
        // Of the same message the one that more is known of: deleted, else edited last, else no placeholder.
        String better = """
                update message kept set
                    type = twin.type, content = twin.content, quoted_id = twin.quoted_id,
                    quoted_content = twin.quoted_content, edited_at = twin.edited_at, deleted_at = twin.deleted_at,
                    placeholder = twin.placeholder
                from message twin
                where kept.chat_id = ? and twin.chat_id = ?
                  and twin.whatsapp_id = kept.whatsapp_id and twin.from_me = kept.from_me
                  and kept.deleted_at is null and not twin.placeholder
                  and (twin.deleted_at is not null or kept.placeholder
                       or twin.edited_at > coalesce(kept.edited_at, '-infinity'))""";
        client.sql(better).params(intoChat, fromChat).update();
        String files = """
                update message_file f set message = kept.seq
                from message twin join message kept
                  on kept.whatsapp_id = twin.whatsapp_id and kept.from_me = twin.from_me
                where f.message = twin.seq and twin.chat_id = ? and kept.chat_id = ? and kept.deleted_at is null
                  and not exists (select 1 from message_file own where own.message = kept.seq)""";
        client.sql(files).params(fromChat, intoChat).update();
        client.sql("""
                        delete from message_file f using message m
                        where f.message = m.seq and m.chat_id = ? and m.deleted_at is not null""").param(intoChat).update();
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
        addOns.move(fromChat, intoChat);
        amendments.move(fromChat, intoChat);
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
