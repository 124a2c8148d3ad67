package dev.parley.bridge.chats;

import dev.parley.bridge.sql.Columns;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `chat`.
@Repository
class ChatTable {
    private static final String COLUMNS = "id, pn, lid, unread_count, name, archived, marked_unread";

    private final JdbcClient client;

    ChatTable(JdbcClient client) {
        this.client = client;
    }

    /// Every chat under either name, locked until the transaction ends: two when they are not yet known to be
    /// one. Those with a phone number come first. Whoever changes messages of a chat takes this lock before.
    List<Chat> lock(String sessionId, Person person) {
        return query("for no key update", sessionId, person);
    }

    /// As [#lock(String, Person)], for many people at once.
    List<Chat> lockAll(String sessionId, Collection<Person> people) {
        return client.sql("select " + COLUMNS + " from chat where session_id = ? and (pn = any(?) or lid = any(?))"
                        + " order by pn nulls last, id for no key update")
                .params(
                        sessionId,
                        people.stream()
                                .flatMap(person -> person.pn().stream())
                                .map(Jid::toString)
                                .toArray(String[]::new),
                        people.stream()
                                .flatMap(person -> person.lid().stream())
                                .map(Jid::toString)
                                .toArray(String[]::new))
                .query(ChatTable::chat)
                .list();
    }

    void lock(long key) {
        client.sql("select id from chat where id = ? for no key update")
                .param(key)
                .query(Long.class)
                .optional();
    }

    Optional<Chat> find(String sessionId, Person person) {
        return query("limit 1", sessionId, person).stream().findFirst();
    }

    private List<Chat> query(String suffix, String sessionId, Person person) {
        return client.sql("select " + COLUMNS + " from chat where session_id = ? and (pn = ? or lid = ?)"
                        + " order by pn nulls last, id " + suffix)
                .param(sessionId)
                .param(text(person.pn()))
                .param(text(person.lid()))
                .query(ChatTable::chat)
                .list();
    }

    /// Not shown before there is a message in them. Does nothing where somebody else was first.
    void insertAll(String sessionId, List<Person> people) {
        client.sql("""
                        insert into chat (session_id, pn, lid, name, shown)
                        select :session, pn, lid, person_name(:session, pn, lid), false
                        from unnest(:pns::text[], :lids::text[]) as person (pn, lid) on conflict do nothing""")
                .param("session", sessionId)
                .param(
                        "pns",
                        Columns.optional(
                                people, String[]::new, person -> person.pn().map(Jid::toString)))
                .param(
                        "lids",
                        Columns.optional(
                                people, String[]::new, person -> person.lid().map(Jid::toString)))
                .update();
    }

    /// Adds what is known of the person; a newer LID replaces the one before.
    Chat name(long key, Person person) {
        return client.sql("""
                        update chat set pn = coalesce(pn, :pn), lid = coalesce(:lid, lid),
                               name = person_name(session_id, coalesce(pn, :pn), coalesce(:lid, lid))
                        where id = :key returning\s""" + COLUMNS)
                .param("pn", text(person.pn()))
                .param("lid", text(person.lid()))
                .param("key", key)
                .query(ChatTable::chat)
                .single();
    }

    /// Finds the best name of a person anew.
    ///
    /// @return the chat, when its name has changed
    Optional<Chat> rename(String sessionId, Person person) {
        return client
                .sql("""
                        update chat set name = person_name(session_id, pn, lid)
                        where session_id = ? and (pn = ? or lid = ?)
                          and name is distinct from person_name(session_id, pn, lid)
                        returning\s""" + COLUMNS)
                .param(sessionId)
                .param(text(person.pn()))
                .param(text(person.lid()))
                .query(ChatTable::chat)
                .list()
                .stream()
                .findFirst();
    }

    void dropLid(long key) {
        client.sql("update chat set lid = null where id = ?").param(key).update();
    }

    /// One of two chats of a person takes over what the other was set to.
    void inherit(long into, long from) {
        client.sql("""
                        update chat kept set
                            shown = kept.shown or other.shown,
                            archived = kept.archived or other.archived,
                            pinned_at = greatest(kept.pinned_at, other.pinned_at),
                            muted_until = greatest(kept.muted_until, other.muted_until),
                            marked_unread = kept.marked_unread or other.marked_unread,
                            expires_in = case when other.expires_set_at > kept.expires_set_at
                                              then other.expires_in else kept.expires_in end,
                            expires_set_at = greatest(kept.expires_set_at, other.expires_set_at),
                            unread_known = kept.unread_known or other.unread_known,
                            settings_known = kept.settings_known or other.settings_known,
                            older = case when 'on_phone' in (kept.older, other.older) then 'on_phone'
                                         when kept.older = other.older then kept.older else 'unknown' end
                        from chat other where kept.id = ? and other.id = ?""").params(into, from).update();
    }

    void delete(long key) {
        client.sql("delete from chat where id = ?").param(key).update();
    }

    /// The owner has seen the chat, but for so many messages, or wants it to be shown as unread.
    void setUnread(long key, int count, boolean marked) {
        client.sql("update chat set unread_count = ?, marked_unread = ?, unread_known = true where id = ?")
                .params(count, marked, key)
                .update();
    }

    /// New messages of a chat.
    ///
    /// @param unread the new count; empty: it stays
    /// @param unreadKnown whether the owner has now seen the chat
    /// @param unarchived whether they take the chat out of the archive
    /// @param sentAt when the last of them was sent
    record Arrived(
            long key,
            Optional<Integer> unread,
            boolean unreadKnown,
            boolean unarchived,
            Instant sentAt,
            String content,
            boolean fromMe) {}

    /// Takes new messages into account; older ones than the last change only the count.
    void arrived(List<Arrived> all) {
        client.sql("""
                        update chat c set
                            shown = true,
                            unread_count = coalesce(new.unread, c.unread_count),
                            unread_known = c.unread_known or new.seen,
                            marked_unread = c.marked_unread and not new.seen,
                            archived = c.archived and not new.unarchived,
                            last_message_content =
                                case when c.last_message_at <= new.at then new.content else c.last_message_content end,
                            last_message_from_me =
                                case when c.last_message_at <= new.at then new.from_me else c.last_message_from_me end,
                            last_message_at = greatest(c.last_message_at, new.at)
                        from (select id, unread, seen, unarchived, to_timestamp(seconds) as at, content, from_me
                              from unnest(:ids, :unread, :known, :unarchived, :seconds, :content, :fromMe)
                                   as arrival (id, unread, seen, unarchived, seconds, content, from_me)) new
                        where c.id = new.id""")
                .param("ids", Columns.of(all, Long[]::new, Arrived::key))
                .param("unread", Columns.optional(all, Integer[]::new, Arrived::unread))
                .param("known", Columns.of(all, Boolean[]::new, Arrived::unreadKnown))
                .param("unarchived", Columns.of(all, Boolean[]::new, Arrived::unarchived))
                .param(
                        "seconds",
                        Columns.of(all, Long[]::new, row -> row.sentAt().getEpochSecond()))
                .param("content", Columns.of(all, String[]::new, Arrived::content))
                .param("fromMe", Columns.of(all, Boolean[]::new, Arrived::fromMe))
                .update();
    }

    /// What the phone had when it wrote its history, unless something newer is known.
    void remembered(long key, HistoryChat history) {
        client.sql("""
                        update chat set
                            shown = true,
                            unread_count = case when unread_known then unread_count
                                                else greatest(unread_count, :unread) end,
                            marked_unread = case when unread_known then marked_unread else :marked end,
                            unread_known = true,
                            archived = case when settings_known then archived else :archived end,
                            pinned_at = case when settings_known then pinned_at else :pinned end,
                            muted_until = case when settings_known then muted_until else :muted end,
                            settings_known = true,
                            expires_in = case when expires_set_at < :expirySet then :expiresIn else expires_in end,
                            expires_set_at = greatest(expires_set_at, :expirySet),
                            last_message_at = case when last_message_content is null
                                                   then greatest(last_message_at, :lastAt) else last_message_at end,
                            older = :older
                        where id = :key""")
                .param("unread", history.unread())
                .param("marked", history.markedUnread())
                .param("archived", history.archived())
                .param("pinned", time(history.pinnedAt()))
                .param("muted", time(history.mutedUntil()))
                .param("expiresIn", (int)
                        Math.min(Integer.MAX_VALUE, history.expiresIn().toSeconds()))
                .param("expirySet", time(history.expirySetAt().or(() -> Optional.of(Instant.EPOCH))))
                .param("lastAt", time(history.lastMessageAt()))
                .param("older", older(history.older()))
                .param("key", key)
                .update();
    }

    void setOlder(long key, HistoryChat.Older older) {
        client.sql("update chat set older = ? where id = ?")
                .params(older(older), key)
                .update();
    }

    HistoryChat.Older older(long key) {
        return client.sql("select older from chat where id = ?")
                .param(key)
                .query((row, _) ->
                        HistoryChat.Older.valueOf(row.getString("older").toUpperCase(Locale.ROOT)))
                .optional()
                .orElse(HistoryChat.Older.NONE);
    }

    private static String older(HistoryChat.Older older) {
        return older.name().toLowerCase(Locale.ROOT);
    }

    /// An archived chat is not pinned.
    void archive(long key, boolean archived) {
        client.sql("""
                        update chat set archived = :archived, settings_known = true,
                               pinned_at = case when :archived then null else pinned_at end
                        where id = :key""").param("archived", archived).param("key", key).update();
    }

    /// @param at empty: not pinned
    void pin(long key, Optional<Instant> at) {
        client.sql("update chat set pinned_at = ?, settings_known = true where id = ?")
                .param(time(at))
                .param(key)
                .update();
    }

    /// @param until empty: not muted
    void mute(long key, Optional<Instant> until) {
        client.sql("update chat set muted_until = ?, settings_known = true where id = ?")
                .param(time(until))
                .param(key)
                .update();
    }

    /// @return whether it was changed: an older setting changes nothing
    boolean expire(long key, int seconds, Instant setAt) {
        return client.sql("update chat set expires_in = ?, expires_set_at = ? where id = ? and expires_set_at < ?")
                        .param(seconds)
                        .param(setAt.atOffset(ZoneOffset.UTC))
                        .param(key)
                        .param(setAt.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /// Whether the account wants a new message to take its chat out of the archive.
    boolean unarchives(String sessionId) {
        return client.sql("select unarchive_chats from whatsapp_session where id = ?")
                .param(sessionId)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    void setUnarchives(String sessionId, boolean unarchive) {
        client.sql("update whatsapp_session set unarchive_chats = ? where id = ?")
                .params(unarchive, sessionId)
                .update();
    }

    /// Reads the last message anew from the thread. A chat without any keeps its place in the list.
    void refreshLastMessage(long key, int contentLength) {
        client.sql("""
                        update chat set
                            last_message_at = coalesce(m.sent_at, last_message_at),
                            last_message_content = left(m.content, :length), last_message_from_me = m.from_me
                        from (values (1)) one
                        left join lateral (select sent_at, content, from_me from message where chat_id = :key
                              order by sent_at desc, seq desc limit 1) m on true
                        where id = :key""").param("length", contentLength).param("key", key).update();
    }

    void deleteAll(String sessionId) {
        client.sql("delete from chat where session_id = ?").param(sessionId).update();
        client.sql("delete from contact where session_id = ?").param(sessionId).update();
    }

    private static Chat chat(ResultSet row, int number) throws SQLException {
        return new Chat(
                row.getLong("id"),
                Optional.ofNullable(row.getString("pn")),
                Optional.ofNullable(row.getString("lid")),
                row.getInt("unread_count"),
                Optional.ofNullable(row.getString("name")),
                row.getBoolean("archived"),
                row.getBoolean("marked_unread"));
    }

    private static java.time.@Nullable OffsetDateTime time(Optional<Instant> time) {
        return time.map(instant -> instant.atOffset(ZoneOffset.UTC)).orElse(null);
    }

    static @Nullable String text(Optional<Jid> jid) {
        return jid.map(Jid::toString).orElse(null);
    }
}
