package dev.parley.bridge.chats;

import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
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

/// The rows of `chat`.
@Repository
class ChatTable {
    private final JdbcClient client;

    ChatTable(JdbcClient client) {
        this.client = client;
    }

    /// Every chat under either name, locked until the transaction ends: two when they are not yet known to be
    /// one. Those with a phone number come first. Whoever changes messages of a chat takes this lock before.
    List<Chat> lock(String sessionId, Person person) {
        return query("for no key update", sessionId, person);
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
        return client.sql("""
                        select id, pn, lid, unread_count from chat where session_id = ? and (pn = ? or lid = ?)
                        order by pn nulls last, id\s""" + suffix)
                .param(sessionId)
                .param(text(person.pn()))
                .param(text(person.lid()))
                .query(ChatTable::chat)
                .list();
    }

    /// Does nothing when somebody else was first.
    void insert(String sessionId, Person person) {
        client.sql("insert into chat (session_id, pn, lid) values (?, ?, ?) on conflict do nothing")
                .param(sessionId)
                .param(text(person.pn()))
                .param(text(person.lid()))
                .update();
    }

    /// Adds what is known of the person; a newer LID replaces the one before.
    Chat name(long key, Person person) {
        return client.sql("""
                        update chat set pn = coalesce(pn, ?), lid = coalesce(?, lid) where id = ?
                        returning id, pn, lid, unread_count""")
                .param(text(person.pn()))
                .param(text(person.lid()))
                .param(key)
                .query(ChatTable::chat)
                .single();
    }

    void dropLid(long key) {
        client.sql("update chat set lid = null where id = ?").param(key).update();
    }

    void delete(long key) {
        client.sql("delete from chat where id = ?").param(key).update();
    }

    void setUnread(long key, int count) {
        client.sql("update chat set unread_count = ? where id = ?")
                .params(count, key)
                .update();
    }

    /// Takes a new message into account; an older one than the last changes only the count.
    int arrived(long key, Instant sentAt, String content, boolean fromMe, int unread) {
        OffsetDateTime time = sentAt.atOffset(ZoneOffset.UTC);
        return client.sql("""
                        update chat set
                            unread_count = :unread,
                            last_message_content =
                                case when last_message_at <= :time then :content else last_message_content end,
                            last_message_from_me =
                                case when last_message_at <= :time then :fromMe else last_message_from_me end,
                            last_message_at = greatest(last_message_at, :time)
                        where id = :key""")
                .param("unread", unread)
                .param("time", time)
                .param("content", content)
                .param("fromMe", fromMe)
                .param("key", key)
                .update();
    }

    /// Reads the last message anew from the thread.
    void refreshLastMessage(long key, int contentLength) {
        client.sql("""
                        update chat set last_message_at = m.sent_at, last_message_content = left(m.content, ?),
                                        last_message_from_me = m.from_me
                        from (select sent_at, content, from_me from message where chat_id = ?
                              order by sent_at desc, seq desc limit 1) m
                        where id = ?""").params(contentLength, key, key).update();
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
                row.getInt("unread_count"));
    }

    static @Nullable String text(Optional<Jid> jid) {
        return jid.map(Jid::toString).orElse(null);
    }
}
