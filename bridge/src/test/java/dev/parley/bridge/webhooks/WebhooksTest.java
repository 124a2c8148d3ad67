package dev.parley.bridge.webhooks;

import static dev.parley.bridge.engine.FakeDevice.pn;
import static dev.parley.bridge.engine.FakeDevice.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.webhooks.Receiver.Received;
import dev.parley.database.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WebhooksTest {
    private static final long T0 = 1_700_000_000;
    private static final String SECRET = "hush-hush";

    private final TestDatabase database = TestDatabase.create();
    private final TestBridge bridge = start();

    private TestBridge start() {
        return TestBridge.startOn(database, Map.of("PARLEY_WEBHOOKS_ALLOW_PRIVATE", "127.0.0.0/8"));
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    @Test
    void eventsComeSignedAndInTheOrderOfTheirSession() throws Exception {
        try (Receiver receiver = new Receiver(_ -> 204)) {
            Linked session = bridge.linked();
            Linked other = bridge.linked();
            create(receiver.url("/hook?a=b"), "wa:msg", session.id());
            Instant before = Instant.now();
            for (int i = 0; i < 30; i++) {
                session.device().stored(text(pn("15550430001"), "A" + i, T0 + i, "text " + i));
                other.device().stored(text(pn("15550430001"), "A" + i, T0 + i, "of another session"));
            }
            List<Received> all = receiver.take(30);

            assertThat(all.stream().map(Received::content)).containsExactlyElementsOf(texts(30));
            Received first = all.getFirst();
            assertThat(first.path()).isEqualTo("/hook?a=b");
            assertThat(first.signature()).isEqualTo("sha256=" + hmac(first.text()));
            JsonNode body = first.body();
            assertThat(body.path("channel").asString()).isEqualTo("wa:msg:" + session.id());
            assertThat(body.path("sessionId").asString()).isEqualTo(session.id());
            assertThat(body.path("id").asString()).isEqualTo(first.eventId());
            assertThat(body.path("sentAt").asString()).isEqualTo(first.timestamp());
            assertThat(body.path("sentAt").asLong()).isGreaterThanOrEqualTo(before.getEpochSecond());
            assertThat(body.path("timestamp").asLong()).isGreaterThanOrEqualTo(before.getEpochSecond() - 1);
            assertThat(all.stream().map(Received::eventId)).doesNotHaveDuplicates();
            TestBridge.await(() -> waiting() == 0);
        }
    }

    @Test
    void aReceiverInTroubleGetsEverythingLaterInOrder() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (Receiver receiver = new Receiver(_ -> requests.incrementAndGet() == 1 ? 503 : 200)) {
            Linked session = bridge.linked();
            create(receiver.url("/"), "wa:msg:*", null);
            for (int i = 0; i < 3; i++) {
                session.device().stored(text(pn("15550430002"), "A" + i, T0 + i, "text " + i));
            }
            List<Received> all = receiver.take(4);

            assertThat(all.stream().map(Received::content)).containsExactly("text 0", "text 0", "text 1", "text 2");
            assertThat(all.get(1).eventId()).isEqualTo(all.get(0).eventId());
            assertThat(all.get(0).body().path("attempt").asInt()).isEqualTo(1);
            assertThat(all.get(1).body().path("attempt").asInt()).isEqualTo(2);
        }
    }

    @Test
    void anEventThatTheReceiverDoesNotWantHoldsUpNoOther() throws IOException {
        try (Receiver receiver = new Receiver(request -> request.content().equals("text 0") ? 400 : 200)) {
            Linked session = bridge.linked();
            create(receiver.url("/"), "msg", null);
            for (int i = 0; i < 3; i++) {
                session.device().stored(text(pn("15550430003"), "A" + i, T0 + i, "text " + i));
            }
            assertThat(receiver.take(3).stream().map(Received::content)).containsExactly("text 0", "text 1", "text 2");
            assertThat(receiver.next().content()).isEqualTo("text 0");
        }
    }

    @Test
    void whatWasGivenUpIsListedAndCanBeSentAgain() throws IOException {
        AtomicInteger status = new AtomicInteger(500);
        try (Receiver receiver = new Receiver(_ -> status.get())) {
            Linked session = bridge.linked();
            String id = create(receiver.url("/"), "wa:msg", null);
            session.device().stored(text(pn("15550430004"), "A1", T0, "given up"));
            String eventId = receiver.next().eventId();
            assertThat(failed(id)).isEmpty();
            // As if it had been tried for more than a day, while the event itself was forgotten.
            TestBridge.await(() -> database("update webhook_delivery set queued_at = now() - interval '25 hours',"
                            + " next_attempt_at = now() where attempts = 1")
                    == 1);
            receiver.next();
            TestBridge.await(() -> failed(id).size() == 1);

            JsonNode failure = failed(id).getFirst();
            assertThat(failure.path("eventId").asString()).isEqualTo(eventId);
            assertThat(failure.path("error").asString()).isEqualTo("answered 500");
            assertThat(failure.path("attempts").asInt()).isEqualTo(2);
            assertThat(failure.path("channel").asString()).isEqualTo("wa:msg:" + session.id());
            database("delete from event");
            status.set(200);
            String path = "/webhooks/" + id + "/failed/" + failure.path("id").asString() + "/retry";
            assertThat(bridge.post(path, "").body().path("count").asInt()).isEqualTo(1);
            Received again = receiver.next();
            assertThat(again.content()).isEqualTo("given up");
            assertThat(again.eventId()).isEqualTo(eventId);
            TestBridge.await(() -> waiting() == 0);
            assertThat(bridge.post(path, "").status()).isEqualTo(404);
            assertThat(bridge.post("/webhooks/" + id + "/failed/retry", "")
                            .body()
                            .path("count")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void aSlowReceiverHoldsUpNoOther() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        try (Receiver slow = new Receiver(_ -> {
                    try {
                        return enough.await(20, TimeUnit.SECONDS) ? 200 : 500;
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
                Receiver quick = new Receiver(_ -> 200)) {
            create(slow.url("/"), "wa:msg", null);
            create(quick.url("/"), "wa:msg", null);
            for (int s = 0; s < 6; s++) {
                Linked session = bridge.linked();
                session.device().stored(text(pn("15550430005"), "A" + s, T0, "text " + s));
            }
            assertThat(quick.take(6).stream().map(Received::content)).containsExactlyInAnyOrderElementsOf(texts(6));
            assertThat(slow.take(4)).hasSize(4);
            assertThat(slow.isQuiet()).isTrue();
            enough.countDown();
            assertThat(slow.take(2)).hasSize(2);
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (Receiver receiver = new Receiver(_ -> 302)) {
            Linked session = bridge.linked();
            create(receiver.url("/"), "wa:msg", null);
            session.device().stored(text(pn("15550430006"), "A1", T0, "moved"));
            assertThat(receiver.next().path()).isEqualTo("/");
            TestBridge.await(() -> database("select 1 from webhook_delivery where last_error = 'answered 302'", true));
            assertThat(receiver.isQuiet()).isTrue();
        }
    }

    @Test
    void ofTwoBridgesOnOneDatabaseOneSends() throws IOException {
        try (Receiver receiver = new Receiver(_ -> 200);
                TestBridge other = start()) {
            create(receiver.url("/"), "wa:msg", null);
            Linked one = bridge.linked();
            Linked two = other.linked();
            for (int i = 0; i < 20; i++) {
                one.device().stored(text(pn("15550430007"), "A" + i, T0 + i, "one " + i));
                two.device().stored(text(pn("15550430007"), "A" + i, T0 + i, "two " + i));
            }
            assertThat(receiver.take(40).stream().map(Received::eventId)).doesNotHaveDuplicates();
            TestBridge.await(() -> waiting() == 0);
            assertThat(receiver.isQuiet()).isTrue();
        }
    }

    @Test
    void isListedWithoutItsSecretAndDeletedWithItsDeliveries() throws IOException {
        try (Receiver receiver = new Receiver(_ -> 500)) {
            Linked session = bridge.linked();
            String id = create(receiver.url("/"), "*", session.id());
            Answer list = bridge.get("/webhooks");
            assertThat(list.response().body()).doesNotContain(SECRET);
            JsonNode webhook = list.body().path("webhooks").get(0);
            assertThat(webhook.path("id").asString()).isEqualTo(id);
            assertThat(webhook.path("url").asString()).isEqualTo(receiver.url("/"));
            assertThat(webhook.path("sessionId").asString()).isEqualTo(session.id());
            assertThat(bridge.sql()
                            .sql("select encode(secret, 'escape') from webhook")
                            .query(String.class)
                            .single())
                    .doesNotContain(SECRET);

            session.device().stored(text(pn("15550430008"), "A1", T0, "unwanted soon"));
            receiver.next();
            assertThat(bridge.delete("/webhooks/" + id).status()).isEqualTo(200);

            assertThat(waiting()).isZero();
            assertThat(bridge.delete("/webhooks/" + id).status()).isEqualTo(404);
            assertThat(bridge.get("/webhooks").body().path("webhooks").size()).isZero();
            assertThat(bridge.get("/webhooks/" + id + "/failed").status()).isEqualTo(404);
        }
    }

    @Test
    void addressesInsideTheOwnNetworkAreRefused() {
        List<String> hosts = List.of(
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "[::1]",
                "[fd00::1]",
                "[fe80::1]",
                "[::ffff:10.0.0.1]",
                "[64:ff9b::a00:1]",
                "[2002:a00:1::1]");
        for (String host : hosts) {
            Answer answer = bridge.post("/webhooks", json("http://" + host + "/", "*", SECRET));
            assertThat(answer.status()).as(host).isEqualTo(400);
            assertThat(answer.body().path("error").asString())
                    .isEqualTo("The address of url is inside the own network");
        }
    }

    @Test
    void thisMachineIsRefusedUnlessAllowed() {
        for (String url : List.of("http://127.0.0.1:8080/", "http://localhost:8080/", "http://2130706433/")) {
            Answer answer = TestBridge.shared().post("/webhooks", json(url, "*", SECRET));
            assertThat(answer.status()).as(url).isEqualTo(400);
        }
    }

    @Test
    void anAddressThatIsNoLongerAllowedIsRefusedWhenItIsSentTo() throws IOException {
        try (Receiver receiver = new Receiver(_ -> 200)) {
            create(receiver.url("/"), "wa:msg", null);
            bridge.sql().sql("update webhook set url = 'http://10.1.2.3/'").update();
            bridge.linked().device().stored(text(pn("15550430009"), "A1", T0, "secret"));
            TestBridge.await(() -> database(
                    "select 1 from webhook_delivery where last_error = 'the address is inside the own network'", true));
            assertThat(receiver.isQuiet()).isTrue();
        }
    }

    @Test
    void saysWhatIsWrong() {
        String needed = "url, events and secret are required";
        Map<String, String> sentences = Map.of(
                "{}",
                needed,
                "{\"url\":\"http://127.0.0.1/\",\"events\":[],\"secret\":\"s\"}",
                needed,
                "{\"url\":\"http://127.0.0.1/\",\"events\":[\"*\"]}",
                needed,
                "{\"url\":5,\"events\":[\"*\"],\"secret\":\"s\"}",
                "url has the wrong type",
                json("ftp://127.0.0.1/", "*", "s"),
                "url must be an http:// or https:// URL",
                json("http://a:b@127.0.0.1/", "*", "s"),
                "url must have neither a user name nor a fragment",
                json("http://127.0.0.1:22/", "*", "s"),
                "The port of url must be 80, 443 or above 1023",
                json("http://no-such-host.invalid/", "*", "s"),
                "The host of url is not known",
                json("http://127.0.0.1/", "shout", "s"),
                "events must be channels like *, wa:msg or wa:status:<sessionId>",
                "{\"url\":\"http://127.0.0.1/\",\"events\":[null],\"secret\":\"s\"}",
                "events must be channels like *, wa:msg or wa:status:<sessionId>");
        sentences.forEach((body, sentence) -> {
            Answer answer = bridge.post("/webhooks", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.body().path("error").asString()).isEqualTo(sentence);
        });
    }

    @Test
    void thereIsABoundOnHowManyThereAre() {
        for (int i = 0; i < 100; i++) {
            create("http://127.0.0.1:9999/" + i, "*", null);
        }
        assertThat(bridge.post("/webhooks", json("http://127.0.0.1:8080/", "*", SECRET))
                        .status())
                .isEqualTo(409);
    }

    private String create(String url, String events, @Nullable String sessionId) {
        String body = json(url, events, SECRET);
        Answer answer = bridge.post(
                "/webhooks",
                sessionId == null ? body : body.replaceFirst("\\}$", ",\"sessionId\":\"" + sessionId + "\"}"));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.response().body()).doesNotContain(SECRET);
        return answer.body().path("webhookId").asString();
    }

    private static String json(String url, String events, String secret) {
        return "{\"url\":\"" + url + "\",\"events\":[\"" + events + "\"],\"secret\":\"" + secret + "\"}";
    }

    private List<JsonNode> failed(String id) {
        return bridge.get("/webhooks/" + id + "/failed")
                .body()
                .path("failed")
                .valueStream()
                .toList();
    }

    private int waiting() {
        return bridge.sql()
                .sql("select count(*) from webhook_delivery")
                .query(Integer.class)
                .single();
    }

    private int database(String update) {
        return bridge.sql().sql(update).update();
    }

    private boolean database(String query, boolean found) {
        return bridge.sql().sql(query).query(Integer.class).optional().isPresent() == found;
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
