package dev.parley.bridge.chats;

import dev.parley.bridge.sql.Columns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `contact`: what people are called and what else is known of them, under each of their addresses.
@Repository
class ContactTable {
    /// What can be learned of a person. The names are columns.
    enum Fact {
        PUSH_NAME("push_name"),
        SAVED_NAME("saved_name"),
        BUSINESS_NAME("business_name"),
        ABOUT("about");

        private final String column;

        Fact(String column) {
            this.column = column;
        }
    }

    /// @param value empty: there is none any more
    record Learned(String jid, Optional<String> value) {}

    private final JdbcClient client;

    ContactTable(JdbcClient client) {
        this.client = client;
    }

    /// @return the addresses of which it was news
    List<String> learn(String sessionId, Fact fact, List<Learned> learned) {
        if (learned.isEmpty()) {
            return List.of();
        }
        // The same address twice would be an error; the later word counts.
        Map<String, Learned> byJid = new LinkedHashMap<>();
        learned.forEach(each -> byJid.put(each.jid(), each));
        List<Learned> distinct = List.copyOf(byJid.values());
        // Most of it is known already: looking first keeps those rows unwritten and unlocked.
        return client.sql("""
                        insert into contact as c (session_id, jid, $fact)
                        select :session, new.jid, new.value from unnest(:jids, :values) as new (jid, value)
                        left join contact known on known.session_id = :session and known.jid = new.jid
                        where known.$fact is distinct from new.value
                        on conflict (session_id, jid) do update set $fact = excluded.$fact
                        where c.$fact is distinct from excluded.$fact
                        returning jid""".replace("$fact", fact.column))
                .param("session", sessionId)
                .param("jids", Columns.of(distinct, String[]::new, Learned::jid))
                .param("values", Columns.optional(distinct, String[]::new, Learned::value))
                .query((row, _) -> row.getString("jid"))
                .list();
    }

    /// A name for those who have none yet.
    void learnIfUnknown(String sessionId, Fact fact, String jid, String value) {
        client.sql("""
                        insert into contact as c (session_id, jid, $fact) values (?, ?, ?)
                        on conflict (session_id, jid) do update set $fact = excluded.$fact
                        where c.$fact is null""".replace("$fact", fact.column))
                .params(sessionId, jid, value)
                .update();
    }

    /// @param jids whom the account has blocked, all of them
    void block(String sessionId, List<String> jids) {
        String[] blocked = jids.toArray(String[]::new);
        client.sql("update contact set blocked = false where session_id = ? and blocked and not jid = any(?)")
                .params(sessionId, blocked)
                .update();
        client.sql("""
                        insert into contact as c (session_id, jid, blocked)
                        select distinct ?, jid, true from unnest(?) as new (jid)
                        on conflict (session_id, jid) do update set blocked = true where not c.blocked""").params(sessionId, blocked).update();
    }

    /// Whoever wants to show the picture asks WhatsApp again.
    void forgetPicture(String sessionId, List<String> jids) {
        client.sql("update contact set picture_at = null where session_id = ? and jid = any(?)")
                .params(sessionId, jids.toArray(String[]::new))
                .update();
    }
}
