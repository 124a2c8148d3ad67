package dev.parley.bridge.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.database.TestDatabase;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Lists of large sessions are read from an index. In full size, with the times in the log, by
/// `-Dparley.lists.chats=10000 -Dparley.lists.messages=1000000`.
class ListsTest {
    private static final Logger LOG = LoggerFactory.getLogger(ListsTest.class);
    private static final int CHATS = Integer.getInteger("parley.lists.chats", 2_000);
    private static final int MESSAGES = Integer.getInteger("parley.lists.messages", 40_000);
    private static final int ROUNDS = 50;

    @Test
    void chatsThreadsAndSearchesAreReadFromIndexes() {
        TestDatabase database = TestDatabase.create();
        try (TestBridge bridge = TestBridge.startOn(database)) {
            JdbcClient sql = bridge.sql();
            String session = bridge.linked().id();
            fill(sql, session);
            long chat = sql.sql("select id from chat where pn = '15550000001@s.whatsapp.net'")
                    .query(Long.class)
                    .single();

            Map<String, ?> thread = Map.of(
                    "chat",
                    chat,
                    "limit",
                    50,
                    "sentAt",
                    OffsetDateTime.of(2024, 1, 1, 5, 0, 0, 0, ZoneOffset.UTC),
                    "seq",
                    1L);
            assertThat(plan(sql, MessageTable.pageSql(true), thread))
                    .contains("message_thread")
                    .doesNotContain("Seq Scan on message m", "Sort");
            Map<String, ?> words = Map.of(
                    "session", session, "words", "'number77':*", "of", MessageTable.sessionWord(session), "limit", 50);
            assertThat(plan(sql, MessageTable.searchSql(false), words)).contains("message_search");

            String chats = "/sessions/" + session + "/chats";
            String messages = chats + "/15550000001@s.whatsapp.net/messages?limit=50";
            String oldest = bridge.get(messages)
                    .body()
                    .path("messages")
                    .get(0)
                    .path("id")
                    .asString();
            assertThat(bridge.get(chats + "?limit=50").body().path("chats")).hasSize(50);
            assertThat(bridge.get(chats + "?q=person%20" + (CHATS - 1)).body().path("chats"))
                    .hasSize(1);
            assertThat(bridge.get(messages + "&before=" + oldest).body().path("messages"))
                    .hasSize(50);
            measure("chat list", () -> bridge.get(chats + "?limit=50").status());
            measure(
                    "chat list by name",
                    () -> bridge.get(chats + "?q=person%20" + (CHATS - 1)).status());
            measure("latest page", () -> bridge.get(messages).status());
            measure(
                    "page before",
                    () -> bridge.get(messages + "&before=" + oldest).status());
            measure(
                    "search",
                    () -> bridge.get("/sessions/" + session + "/search?q=number777")
                            .status());
            measure(
                    "search of a common word",
                    () -> bridge.get("/sessions/" + session + "/search?q=message")
                            .status());
        }
    }

    /// All messages are in one chat: that is the thread that is measured.
    private static void fill(JdbcClient sql, String session) {
        sql.sql("""
                        insert into chat (session_id, pn, name, last_message_at, last_message_content,
                                          last_message_from_me)
                        select ?, (15550000000 + i) || '@s.whatsapp.net', 'Person ' || i,
                               timestamptz '2024-01-01Z' + i * interval '1 second', 'hello ' || i, false
                        from generate_series(1, ?) i""").params(session, CHATS).update();
        sql.sql("""
                        insert into message (session_id, chat_id, from_me, whatsapp_id, sent_at, type, content, status)
                        select ?, (select id from chat where pn = '15550000001@s.whatsapp.net'), i % 2 = 0, 'M' || i,
                               timestamptz '2024-01-01Z' + i * interval '1 second', 'text',
                               'message number' || i || ' of this long thread',
                               case when i % 2 = 0 then 'read'::message_status end
                        from generate_series(1, ?) i""").params(session, MESSAGES).update();
        sql.sql("vacuum analyze").update();
    }

    private static String plan(JdbcClient sql, String query, Map<String, ?> parameters) {
        String plan = sql.sql("explain " + query).params(parameters).query(String.class).list().stream()
                .collect(Collectors.joining("\n"));
        LOG.info("{}", plan);
        return plan;
    }

    private static void measure(String what, Supplier<Integer> request) {
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            assertThat(request.get()).isEqualTo(200);
            micros.add((System.nanoTime() - start) / 1000);
        }
        micros.sort(null);
        LOG.info("{}: p50 {} µs, p99 {} µs over HTTP", what, micros.get(ROUNDS / 2), micros.get(ROUNDS * 99 / 100));
    }
}
