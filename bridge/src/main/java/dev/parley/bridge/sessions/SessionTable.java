package dev.parley.bridge.sessions;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `whatsapp_session`, and of `app_user` as far as sessions need them.
@Repository
class SessionTable {
    private static final String COLUMNS = "id, user_id, slot, phone, display_name, profile_pic_url, status, reason,"
            + " reason_words, unlink_reason, last_seen";
    private static final String SELECT = "select " + COLUMNS + " from whatsapp_session ";

    private final JdbcClient client;

    SessionTable(JdbcClient client) {
        this.client = client;
    }

    Optional<Session> find(String id) {
        return client.sql(SELECT + "where id = ?")
                .param(id)
                .query(SessionTable::session)
                .optional();
    }

    List<Session> ofUser(String userId) {
        return client.sql(SELECT + "where user_id = ? order by slot")
                .param(userId)
                .query(SessionTable::session)
                .list();
    }

    /// Those with a link to bring back or to undo that no process runs, recently active first.
    ///
    /// @param process the one that asks
    /// @param running what it runs
    /// @param ended whether also those that ended for good
    List<Session> idle(String process, Collection<String> running, boolean ended) {
        return client.sql(SELECT + """
                        left join session_lease l on l.session_id = id
                        where (phone is not null or unlink_reason is not null) and not id = any(:running)
                            and (l.wanted or :ended)
                            and (l.owner is null or l.owner = :process or not exists
                                 (select 1 from bridge_process p
                                  where p.id = l.owner and p.alive_till > clock_timestamp()))
                        order by last_seen desc nulls last""")
                .param("running", running.toArray(String[]::new))
                .param("ended", ended)
                .param("process", process)
                .query(SessionTable::session)
                .list();
    }

    /// How many linked sessions other processes run.
    int countElsewhere(String process) {
        return client.sql("""
                        select count(*)::integer from session_lease l join bridge_process p on p.id = l.owner
                        where l.owner <> ? and p.alive_till > clock_timestamp()""").param(process).query(Integer.class).single();
    }

    /// @return the id of the session in this slot, which is `newId` when there was none
    String ensure(String newId, String userId, int slot) {
        client.sql("insert into app_user (id) values (?) on conflict do nothing")
                .param(userId)
                .update();
        client.sql("""
                        insert into whatsapp_session (id, user_id, slot) values (?, ?, ?)
                        on conflict (user_id, slot) do nothing""").params(newId, userId, slot).update();
        return client.sql("select id from whatsapp_session where user_id = ? and slot = ?")
                .params(userId, slot)
                .query(String.class)
                .single();
    }

    /// @return empty when the session is gone
    Optional<Session> setStatus(String id, SessionStatus status, Optional<Reason> reason) {
        return client.sql("""
                        update whatsapp_session set
                            status = :status, reason = :reason, reason_words = :words, updated_at = now(),
                            last_seen = case when 'connected' in (status, :status) then now() else last_seen end
                        where id = :id returning\s""" + COLUMNS)
                .param("status", status.code())
                .param("reason", reason.map(Reason::code).orElse(null))
                .param("words", reason.map(Reason::words).orElse(null))
                .param("id", id)
                .query(SessionTable::session)
                .optional();
    }

    /// Holds everybody else off who would link this phone, until the transaction ends.
    void lockPhone(String phone) {
        client.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(phone)
                .query(row -> {});
    }

    boolean isHeldByAnother(String phone, String id) {
        return client.sql("select exists (select 1 from whatsapp_session where phone = ? and id <> ?)")
                .params(phone, id)
                .query(Boolean.class)
                .single();
    }

    /// @return whether the chats stored here belong to another phone
    boolean link(String id, String phone, String lid, Optional<String> displayName) {
        return client.sql("""
                        with former as (select chats_of_phone from whatsapp_session where id = :id)
                        update whatsapp_session set
                            phone = :phone, lid = :lid, display_name = coalesce(:name, display_name),
                            chats_of_phone = :phone, unlink_reason = null, last_seen = now(), updated_at = now()
                        where id = :id
                        returning coalesce((select chats_of_phone from former) <> :phone, false)""")
                .param("id", id)
                .param("phone", phone)
                .param("lid", lid)
                .param("name", displayName.orElse(null))
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    void demandUnlink(String id, String reason) {
        client.sql("update whatsapp_session set unlink_reason = ?, updated_at = now() where id = ?")
                .params(reason, id)
                .update();
    }

    void unlinked(String id) {
        client.sql("""
                        update whatsapp_session set phone = null, lid = null, unlink_reason = null, updated_at = now()
                        where id = ?""").param(id).update();
    }

    void setDisplayName(String id, String name) {
        client.sql("update whatsapp_session set display_name = ?, updated_at = now() where id = ?")
                .params(name, id)
                .update();
    }

    void delete(String id) {
        client.sql("delete from whatsapp_session where id = ?").param(id).update();
    }

    /// Marks those disconnected that no living process runs: no connection outlives the process that made it.
    ///
    /// @return them
    List<Session> disconnectAbandoned() {
        return client.sql("""
                        update whatsapp_session set status = 'disconnected', updated_at = now()
                        where status in ('connecting', 'qr_ready', 'connected') and not exists
                            (select 1 from session_lease l join bridge_process p on p.id = l.owner
                             where l.session_id = whatsapp_session.id and p.alive_till > clock_timestamp())
                        returning\s""" + COLUMNS).query(SessionTable::session).list();
    }

    /// Those of them that this process still holds.
    void disconnect(Collection<String> ids, String process) {
        client.sql("""
                        update whatsapp_session set status = 'disconnected', updated_at = now(),
                            last_seen = case when status = 'connected' then now() else last_seen end
                        where id = any(?)
                            and exists (select 1 from session_lease l where l.session_id = id and l.owner = ?)""").params(ids.toArray(String[]::new), process).update();
    }

    private static Session session(ResultSet row, int number) throws SQLException {
        @Nullable String reason = row.getString("reason");
        @Nullable String words = row.getString("reason_words");
        return new Session(
                row.getString("id"),
                row.getString("user_id"),
                row.getInt("slot"),
                Optional.ofNullable(row.getString("phone")),
                Optional.ofNullable(row.getString("display_name")),
                Optional.ofNullable(row.getString("profile_pic_url")),
                SessionStatus.of(row.getString("status")),
                reason == null || words == null ? Optional.empty() : Optional.of(new Reason(reason, words)),
                Optional.ofNullable(row.getString("unlink_reason")),
                Optional.ofNullable(row.getObject("last_seen", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
