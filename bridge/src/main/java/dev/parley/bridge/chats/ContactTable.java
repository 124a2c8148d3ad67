package dev.parley.bridge.chats;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `contact`: the names that people gave themselves, under each of their addresses.
@Repository
class ContactTable {
    private final JdbcClient client;

    ContactTable(JdbcClient client) {
        this.client = client;
    }

    void learn(String sessionId, String jid, String pushName) {
        client.sql("""
                        insert into contact as c (session_id, jid, push_name) values (?, ?, ?)
                        on conflict (session_id, jid) do update set push_name = excluded.push_name
                        where c.push_name <> excluded.push_name""").params(sessionId, jid, pushName).update();
    }

    Optional<String> name(String sessionId, Chat chat) {
        return client.sql("select push_name from contact where session_id = ? and jid in (?, ?) order by jid limit 1")
                .params(sessionId, chat.pn().orElse(""), chat.lid().orElse(""))
                .query(String.class)
                .optional();
    }
}
