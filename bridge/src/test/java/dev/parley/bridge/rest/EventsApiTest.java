package dev.parley.bridge.rest;

import static dev.parley.bridge.engine.FakeDevice.pn;
import static dev.parley.bridge.engine.FakeDevice.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.database.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EventsApiTest {
    private static final long T0 = 1_700_000_000;

    private final TestBridge bridge = TestBridge.shared();

    @Test
    void aClientThatStartsLateMissesNothing() {
        Linked session = bridge.linked();
        session.device().stored(text(pn("15550410001"), "A1", T0, "one"));
        session.device().stored(text(pn("15550410001"), "A2", T0 + 1, "two"));

        Answer all = bridge.get("/events?sessionId=" + session.id());

        assertThat(all.status()).isEqualTo(200);
        assertThat(channels(all)).startsWith("wa:status:" + session.id());
        assertThat(texts(all)).containsExactly("one", "two");
        JsonNode first = all.body().path("events").get(0);
        assertThat(first.properties().stream().map(Map.Entry::getKey)).containsExactly("cursor", "channel", "data");
        assertThat(first.path("data").path("sessionId").asString()).isEqualTo(session.id());
    }

    @Test
    void goesOnAfterACursorPageByPage() {
        Linked session = bridge.linked();
        for (int i = 0; i < 7; i++) {
            session.device().stored(text(pn("15550410002"), "A" + i, T0 + i, "text " + i));
        }
        List<String> texts = new ArrayList<>();
        String cursor = "";
        int events;
        do {
            Answer page = after(session.id(), cursor, "&limit=3");
            texts.addAll(texts(page));
            events = page.body().path("events").size();
            cursor = page.body().path("cursor").asString();
        } while (events == 3);

        assertThat(texts).containsExactly("text 0", "text 1", "text 2", "text 3", "text 4", "text 5", "text 6");

        session.device().stored(text(pn("15550410002"), "A7", T0 + 7, "text 7"));
        assertThat(texts(after(session.id(), cursor, ""))).containsExactly("text 7");
    }

    @Test
    void theCursorOfAnEventIsAPlaceToGoOnFromToo() {
        Linked session = bridge.linked();
        session.device().stored(text(pn("15550410003"), "A1", T0, "one"));
        session.device().stored(text(pn("15550410003"), "A2", T0 + 1, "two"));
        Answer all = bridge.get("/events?sessionId=" + session.id());
        for (int i = 0; i < all.body().path("events").size(); i++) {
            String cursor = all.body().path("events").get(i).path("cursor").asString();
            assertThat(after(session.id(), cursor, "").body().path("events").size())
                    .isEqualTo(all.body().path("events").size() - i - 1);
        }
    }

    @Test
    void nowSkipsWhatWas() {
        Linked session = bridge.linked();
        session.device().stored(text(pn("15550410004"), "A1", T0, "before"));
        Answer now = after(session.id(), "now", "");
        assertThat(now.body().path("events").size()).isZero();

        session.device().stored(text(pn("15550410004"), "A2", T0, "after"));

        assertThat(texts(after(session.id(), now.body().path("cursor").asString(), "")))
                .containsExactly("after");
    }

    @Test
    void waitsForTheNextEvent() throws Exception {
        Linked session = bridge.linked();
        Linked other = bridge.linked();
        String cursor = after(session.id(), "now", "").body().path("cursor").asString();
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> after(session.id(), cursor, "&wait=19"));
        other.device().stored(text(pn("15550410005"), "A1", T0, "to another session"));
        session.device().stored(text(pn("15550410005"), "A2", T0, "awaited"));

        assertThat(texts(waiting.get(15, TimeUnit.SECONDS))).containsExactly("awaited");
    }

    @Test
    void aWaitWithoutEventsEndsWithACursor() {
        Linked session = bridge.linked();
        Answer waited = after(session.id(), "now", "&wait=1");
        assertThat(waited.status()).isEqualTo(200);
        assertThat(waited.body().path("events").size()).isZero();
        assertThat(waited.body().path("cursor").asString()).isNotBlank();
    }

    @Test
    void anEventThatCommitsAfterALaterOneIsNotMissed() throws SQLException {
        TestDatabase database = TestDatabase.create();
        try (TestBridge own = TestBridge.startOn(database);
                Connection slow = database.dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            // It draws its place first and becomes visible last.
            statement.execute("insert into event (channel, session_id, payload) values ('wa:msg:s', 's', '{\"n\":1}')");
            own.sql()
                    .sql("insert into event (channel, session_id, payload) values ('wa:msg:s', 's', '{\"n\":2}')")
                    .update();

            Answer early = own.get("/events?sessionId=s");
            assertThat(early.body().path("events").size()).isZero();
            slow.commit();

            Answer late = own.get("/events?sessionId=s&wait=19&after="
                    + early.body().path("cursor").asString());
            assertThat(late.body()
                            .path("events")
                            .valueStream()
                            .map(event -> event.path("data").path("n").asInt()))
                    .containsExactly(1, 2);
        }
    }

    @Test
    void aWaitEndsWhenTheBridgeStops() throws Exception {
        CompletableFuture<Answer> waiting;
        try (TestBridge own = TestBridge.startOn(TestDatabase.create())) {
            assertThat(own.get("/events").status()).isEqualTo(200);
            waiting = CompletableFuture.supplyAsync(() -> own.get("/events?after=now&wait=60"));
            TestBridge.await(() -> own.sql()
                    .sql("select count(*) > 0 from pg_stat_activity where datname = current_database()"
                            + " and query like '%xmin(pg_current_snapshot())::text%'")
                    .query(Boolean.class)
                    .single());
        }
        assertThat(waiting.get(15, TimeUnit.SECONDS).body().path("events").size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "after=x                           | after must be a cursor from an earlier answer",
                "after=1-2-3                       | after must be a cursor from an earlier answer",
                "after=zzzzzzzzzzzz-zzzzzzzzzzzz   | The cursor is not one of this bridge",
                "limit=0                           | limit must be a number from 1 to 500",
                "limit=501                         | limit must be a number from 1 to 500",
                "limit=x                           | limit must be a whole number",
                "wait=-1                           | wait must be a number of seconds from 0 to 60",
                "wait=61                           | wait must be a number of seconds from 0 to 60",
                "sessionId=%00                     | A parameter must not hold the character U+0000",
            })
    void saysWhatIsWrong(String query, String sentence) {
        Answer answer = bridge.get("/events?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("error").asString()).isEqualTo(sentence);
    }

    @Test
    void aCursorOlderThanWhatIsKeptIsGone() {
        TestDatabase database = TestDatabase.create();
        try (TestBridge own = TestBridge.startOn(database)) {
            own.sql()
                    .sql("insert into event (channel, session_id, payload) values ('wa:msg:s', 's', '{}')")
                    .update();
            String cursor = own.get("/events?limit=1")
                    .body()
                    .path("events")
                    .get(0)
                    .path("cursor")
                    .asString();
            assertThat(own.get("/events?after=" + cursor).status()).isEqualTo(200);

            own.sql()
                    .sql("insert into event_reader values ('forgotten', pg_current_xact_id(), 1)")
                    .update();

            Answer gone = own.get("/events?after=" + cursor);
            assertThat(gone.status()).isEqualTo(410);
            assertThat(gone.body().path("error").asString()).startsWith("The cursor is too old");
            assertThat(own.get("/events").status()).isEqualTo(200);
        }
    }

    @Test
    void anEventOfAnotherBridgeOnTheSameDatabaseComesAtOnce() {
        TestDatabase database = TestDatabase.create();
        try (TestBridge one = TestBridge.startOn(database);
                TestBridge other = TestBridge.startOn(database)) {
            Linked session = one.linked();
            String cursor = other.get("/events?after=now").body().path("cursor").asString();
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                String from = cursor;
                CompletableFuture<Answer> waiting =
                        CompletableFuture.supplyAsync(() -> other.get("/events?wait=19&after=" + encode(from)));
                session.device().stored(text(pn("15550410006"), "A" + i, T0 + i, "text " + i));
                Answer page = waiting.join();
                assertThat(texts(page)).containsExactly("text " + i);
                cursor = page.body().path("cursor").asString();
            }
            // Were it not told, each would wait for the next look, a second later.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private Answer after(String sessionId, String cursor, String more) {
        return bridge.get("/events?sessionId=" + sessionId + "&after=" + encode(cursor) + more);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> channels(Answer answer) {
        return answer.body()
                .path("events")
                .valueStream()
                .map(event -> event.path("channel").asString())
                .toList();
    }

    private static List<String> texts(Answer answer) {
        return answer.body()
                .path("events")
                .valueStream()
                .filter(event -> event.path("channel").asString().startsWith("wa:msg:"))
                .map(event -> event.path("data").path("message").path("content").asString())
                .toList();
    }
}
