package dev.parley.bridge.redis;

import static dev.parley.bridge.engine.FakeDevice.pn;
import static dev.parley.bridge.engine.FakeDevice.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.database.TestDatabase;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// On a real Redis.
@SuppressWarnings("NullAway.Init")
class RedisPublisherTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long T0 = 1_700_000_000;

    private final TestDatabase database = TestDatabase.create();
    private int port;
    private RedisServer redis;
    private Gate gate;

    @BeforeEach
    void startRedis() throws IOException {
        port = freePort();
        redis = redis();
        redis.start();
        gate = new Gate(port);
    }

    @AfterEach
    void stopRedis() throws IOException {
        gate.close();
        redis.stop();
    }

    @Test
    void everyStoredEventIsPublishedOnItsChannelInOrder() {
        try (Subscriber subscriber = new Subscriber(port);
                TestBridge bridge = start()) {
            Linked session = bridge.linked();
            assertThat(subscriber.next().channel()).isEqualTo("wa:status:" + session.id());
            for (int i = 0; i < 50; i++) {
                session.device().stored(text(pn("15550420001"), "A" + i, T0 + i, "text " + i));
            }
            List<Published> messages = subscriber.take("wa:msg:", 50);
            assertThat(messages).allMatch(message -> message.channel().equals("wa:msg:" + session.id()));
            assertThat(messages.stream().map(Published::text)).containsExactlyElementsOf(texts(0, 50));
            JsonNode first = messages.getFirst().data();
            assertThat(first.path("sessionId").asString()).isEqualTo(session.id());
            assertThat(first.path("chatId").asString()).isEqualTo("15550420001@s.whatsapp.net");
        }
    }

    @Test
    void whatIsStoredWhileRedisIsAwayIsPublishedInOrderWhenItReturns() throws IOException {
        try (TestBridge bridge = start()) {
            Linked session = bridge.linked();
            try (Subscriber subscriber = new Subscriber(port)) {
                session.device().stored(text(pn("15550420002"), "A0", T0, "text 0"));
                assertThat(subscriber.take("wa:msg:", 1).getFirst().text()).isEqualTo("text 0");
                awaitPublished(bridge);
            }
            assertThat(bridge.get("/health").body().path("redis").asString()).isEqualTo("up");
            redis.stop();
            gate.shut();
            for (int i = 1; i < 700; i++) {
                session.device().stored(text(pn("15550420002"), "A" + i, T0 + i, "text " + i));
            }
            assertThat(bridge.get("/health").status()).isEqualTo(200);
            assertThat(bridge.get("/health").body().path("status").asString()).isEqualTo("ok");
            assertThat(bridge.get("/health").body().path("redis").asString()).isEqualTo("down");

            redis = redis();
            redis.start();
            try (Subscriber subscriber = new Subscriber(port)) {
                // Not before: Pub/Sub keeps nothing for those who come later.
                gate.open();
                assertThat(subscriber.take("wa:msg:", 699).stream().map(Published::text))
                        .containsExactlyElementsOf(texts(1, 700));
                session.device().stored(text(pn("15550420002"), "A700", T0 + 700, "text 700"));
                assertThat(subscriber.take("wa:msg:", 1).getFirst().text()).isEqualTo("text 700");
            }
        }
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainLosesNothing() {
        try (Subscriber subscriber = new Subscriber(port);
                TestBridge bridge = start()) {
            Linked session = bridge.linked();
            for (int i = 0; i < 600; i++) {
                session.device().stored(text(pn("15550420003"), "A" + i, T0 + i, "text " + i));
                if (i % 100 == 50) {
                    gate.shut();
                } else if (i % 100 == 70) {
                    gate.open();
                }
            }
            // What Redis took without being able to say so comes again.
            List<String> seen = new ArrayList<>();
            while (seen.size() < 600) {
                String text = subscriber.take("wa:msg:", 1).getFirst().text();
                if (!seen.contains(text)) {
                    seen.add(text);
                }
            }
            assertThat(seen).containsExactlyElementsOf(texts(0, 600));
        }
    }

    @Test
    void ofTwoBridgesOnOneDatabaseOnePublishesAndTheOtherTakesOver() {
        try (Subscriber subscriber = new Subscriber(port);
                TestBridge stays = start()) {
            TestBridge leaves = start();
            Linked one = stays.linked();
            Linked other = leaves.linked();
            for (int i = 0; i < 50; i++) {
                one.device().stored(text(pn("15550420004"), "A" + i, T0 + i, "one " + i));
                other.device().stored(text(pn("15550420004"), "A" + i, T0 + i, "other " + i));
            }
            assertThat(subscriber.take("wa:msg:", 100).stream().map(Published::text))
                    .doesNotHaveDuplicates();
            awaitPublished(stays);
            leaves.close();
            one.device().stored(text(pn("15550420004"), "B", T0 + 50, "after"));
            assertThat(subscriber.take("wa:msg:", 1).getFirst().text()).isEqualTo("after");
        }
    }

    @Test
    void aRestartGoesOnWhereItStopped() {
        try (Subscriber subscriber = new Subscriber(port)) {
            String id;
            try (TestBridge bridge = start()) {
                Linked session = bridge.linked();
                id = session.id();
                session.device().stored(text(pn("15550420005"), "A1", T0, "before"));
                assertThat(subscriber.take("wa:msg:", 1).getFirst().text()).isEqualTo("before");
                awaitPublished(bridge);
            }
            JdbcClient.create(database.dataSource())
                    .sql("insert into event (channel, session_id, payload) values (?, ?, ?::json)")
                    .params("wa:msg:" + id, id, "{\"message\":{\"content\":\"while it was down\"}}")
                    .update();
            try (TestBridge bridge = start()) {
                assertThat(bridge.get("/health").status()).isEqualTo(200);
                assertThat(subscriber.take("wa:msg:", 1).getFirst().text()).isEqualTo("while it was down");
            }
        }
    }

    @Test
    void aBridgeStartsAndWorksWithoutTheRedisItIsTold() {
        gate.shut();
        try (TestBridge bridge = start()) {
            assertThat(bridge.get("/health").status()).isEqualTo(200);
            assertThat(bridge.get("/health").body().path("redis").asString()).isEqualTo("down");
            bridge.linked();
        }
    }

    private TestBridge start() {
        return TestBridge.startOn(database, Map.of("REDIS_URL", "redis://127.0.0.1:" + gate.port() + "/0"));
    }

    private static void awaitPublished(TestBridge bridge) {
        TestBridge.await(() -> bridge.sql()
                .sql("select not exists (select from event where (transaction, cursor) >"
                        + " (select transaction, cursor from event_reader where name = 'redis'))")
                .query(Boolean.class)
                .single());
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "text " + i).toList();
    }

    private RedisServer redis() throws IOException {
        return RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private record Published(String channel, String json) {
        JsonNode data() {
            return JSON.readTree(json);
        }

        String text() {
            return data().path("message").path("content").asString();
        }
    }

    /// Listens to all channels of the contract.
    private static final class Subscriber implements AutoCloseable {
        private final RedisClient client;
        private final BlockingQueue<Published> published = new LinkedBlockingQueue<>();

        Subscriber(int port) {
            client = RedisClient.create("redis://127.0.0.1:" + port);
            StatefulRedisPubSubConnection<String, String> connection = Awaitility.await()
                    .ignoreExceptions()
                    .until(client::connectPubSub, StatefulRedisPubSubConnection::isOpen);
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String pattern, String channel, String message) {
                    published.add(new Published(channel, message));
                }
            });
            connection.sync().psubscribe("wa:*");
        }

        Published next() {
            try {
                Published next = published.poll(20, TimeUnit.SECONDS);
                assertThat(next).as("something published").isNotNull();
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        List<Published> take(String channels, int count) {
            List<Published> taken = new ArrayList<>();
            while (taken.size() < count) {
                Published next = next();
                if (next.channel().startsWith(channels)) {
                    taken.add(next);
                }
            }
            return taken;
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
