package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.media.MediaDraft;
import dev.parley.simulator.media.MediaKind;
import dev.parley.testkit.ParleyProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;

/// Parley as a process holds Ada's account. It is killed with `kill -9` again and again while Ben (a Baileys client
/// and his phone) and Carla (a phone) exchange messages with her, files among them; PostgreSQL crashes under it, and
/// Redis goes away and comes back. Afterwards all sides hold exactly the same messages, none lost, none doubled, in
/// their order and with the right ticks.
///
/// The suite runs it small. `./parley kill-run` runs it in full, and takes the numbers below.
@SuppressWarnings("NullAway.Init")
class KillRunTest {
    private static final int KILLS = Integer.getInteger("parley.killrun.kills", 2);
    private static final int MESSAGES = Integer.getInteger("parley.killrun.messages", 120);
    private static final int DATABASE_CRASHES = Integer.getInteger("parley.killrun.databases", 1);
    private static final int REDIS_OUTAGES = Integer.getInteger("parley.killrun.redis", 1);
    private static final long SEED = Long.getLong("parley.killrun.seed", 7);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// One kill in this many hits Parley while it starts.
    private static final int EARLY = 4;

    private static final int LONGEST_START_MS = 8_000;
    private static final int LONGEST_PAUSE_MS = 300;
    /// One message in this many is read by whom it is for.
    private static final int READ = 3;

    private static final System.Logger LOG = System.getLogger(KillRunTest.class.getName());

    @RegisterExtension
    static final Stage stage = new Stage();

    private static int redisPort;
    private static RedisServer redis;

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben");
    private final SimulatedPhone carla = stage.phone("Carla");
    private final Random random = new Random(SEED);

    private final List<Letter> adaToBen = Letter.series("Ada to Ben", MESSAGES / 4, true);
    private final List<Letter> benToAda = Letter.series("Ben to Ada", MESSAGES / 4, true);
    private final List<Letter> adaToCarla = Letter.series("Ada to Carla", MESSAGES / 4, true);
    private final List<Letter> carlaToAda = Letter.series("Carla to Ada", MESSAGES / 4, true);

    /// The ids of Ada's messages that were read.
    private final Set<String> read = new HashSet<>();
    private final AtomicInteger sent = new AtomicInteger();

    private ParleyProcess parley;
    private String session;

    private enum Fault {
        KILL,
        DATABASE_CRASH,
        REDIS_OUTAGE
    }

    @BeforeAll
    static void startRedis() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            redisPort = socket.getLocalPort();
        }
        redis = redis();
        redis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        redis.stop();
    }

    private static RedisServer redis() throws IOException {
        return RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
    }

    @Test
    void killedAtRandomItLosesAndDoublesNothing() throws IOException {
        long start = System.nanoTime();
        try (ParleyProcess started = new ParleyProcess(
                        stage.folder("parley"),
                        stage.simulator(),
                        Map.of("REDIS_URL", "redis://127.0.0.1:" + redisPort));
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            parley = started;
            session = parley.createSession("kill-run", 1);
            ada.scan(parley.awaitQr(session));
            parley.awaitConnected(session);
            BaileysAgent agent = stage.linked(ben);
            // One of them starts the session: npm's libsignal spoils its own when both start one at the same time.
            sendFromBen(agent, benToAda.getFirst());
            ada.awaitText(benToAda.getFirst().text(), PATIENCE);
            sendFromAda(ben, adaToBen.getFirst());
            agent.awaitText(adaToBen.getFirst().text());
            sendFromAda(carla, adaToCarla.getFirst());
            sendFromCarla(carlaToAda.getFirst());

            List<Fault> faults = schedule();
            for (int i = 0; i < faults.size(); i++) {
                int part = i;
                List<CompletableFuture<Void>> sending = List.of(
                        send(senders, slice(adaToBen, part), letter -> sendFromAda(ben, letter)),
                        send(senders, slice(adaToCarla, part), letter -> sendFromAda(carla, letter)),
                        send(senders, slice(benToAda, part), letter -> sendFromBen(agent, letter)),
                        send(senders, slice(carlaToAda, part), this::sendFromCarla));
                awaitProgress(sent.get(), MESSAGES / faults.size());
                inject(faults.get(i));
                sending.forEach(CompletableFuture::join);
                readSome(ben);
                readSome(carla);
                LOG.log(System.Logger.Level.INFO, "{0} of {1}: {2}", i + 1, faults.size(), faults.get(i));
            }
            sameEverywhere(agent);
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} messages, {1} kills, {2} database crashes, {3} Redis outages, seed {4}: {5} s",
                    4 * adaToBen.size(),
                    KILLS,
                    DATABASE_CRASHES,
                    REDIS_OUTAGES,
                    SEED,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
        }
    }

    private List<Fault> schedule() {
        List<Fault> faults = new ArrayList<>(Collections.nCopies(KILLS, Fault.KILL));
        faults.addAll(Collections.nCopies(DATABASE_CRASHES, Fault.DATABASE_CRASH));
        faults.addAll(Collections.nCopies(REDIS_OUTAGES, Fault.REDIS_OUTAGE));
        Collections.shuffle(faults, random);
        return faults;
    }

    /// What is sent while one fault happens. The first of a series has been sent before.
    private static List<Letter> slice(List<Letter> series, int part) {
        int parts = KILLS + DATABASE_CRASHES + REDIS_OUTAGES;
        int rest = series.size() - 1;
        return series.subList(1 + part * rest / parts, 1 + (part + 1) * rest / parts);
    }

    private static CompletableFuture<Void> send(ExecutorService senders, List<Letter> letters, Consumer<Letter> how) {
        return CompletableFuture.runAsync(() -> letters.forEach(how), senders);
    }

    /// Until some of a part's messages are on their way, and then any time.
    private void awaitProgress(int before, int part) {
        int wanted = before + random.nextInt(Math.max(1, part / 3));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (sent.get() < wanted && System.nanoTime() < deadline) {
            pause(1);
        }
        pause(random.nextInt(LONGEST_PAUSE_MS));
    }

    private void inject(Fault fault) throws IOException {
        switch (fault) {
            case KILL -> {
                parley.kill();
                if (random.nextInt(EARLY) == 0) {
                    parley.startAndKill(Duration.ofMillis(random.nextInt(LONGEST_START_MS)));
                }
                parley.start();
            }
            case DATABASE_CRASH -> parley.restartDatabase();
            case REDIS_OUTAGE -> {
                redis.stop();
                pause(random.nextInt(10 * LONGEST_PAUSE_MS));
                redis = redis();
                redis.start();
            }
        }
    }

    /// As a careful caller does: with a key, and again as long as there is no answer or one that tells of a
    /// fault.
    private void sendFromAda(SimulatedPhone to, Letter letter) {
        Map<String, String> fields = Map.of("chatId", chat(to), "idempotencyKey", letter.text());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                ParleyProcess.Answer answer = letter.hasFile()
                        ? parley.upload(
                                "/sessions/" + session + "/send/media",
                                with(fields, "caption", letter.text()),
                                "file",
                                letter.file())
                        : parley.request(
                                "POST", "/sessions/" + session + "/send/text", with(fields, "text", letter.text()));
                if (answer.status() == 200) {
                    sent.incrementAndGet();
                    return;
                }
                assertThat(answer.status()).as("%s", answer.body()).isGreaterThanOrEqualTo(500);
            } catch (IOException _) {
                // Killed before it answered.
            }
            pause(20);
        }
        throw new AssertionError("a message was not accepted within " + PATIENCE);
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> all = new HashMap<>(fields);
        all.put(name, value);
        return all;
    }

    private void sendFromBen(BaileysAgent agent, Letter letter) {
        String to = ada.lid().toString();
        if (letter.hasFile()) {
            // Without a thumbnail Baileys would look for a program that makes one.
            Map<String, Object> content =
                    Map.of("image", BaileysAgent.bytes(letter.file()), "caption", letter.text(), "jpegThumbnail", "");
            agent.sendContent(to, content);
        } else {
            agent.send(to, letter.text());
        }
        sent.incrementAndGet();
    }

    private void sendFromCarla(Letter letter) {
        if (letter.hasFile()) {
            carla.sendFile(
                    ada.phone(),
                    MediaDraft.of(MediaKind.IMAGE, "image/jpeg").captioned(letter.text()),
                    new ByteArrayInputStream(letter.file()));
        } else {
            carla.send(ada.phone(), letter.text());
        }
        sent.incrementAndGet();
    }

    private void readSome(SimulatedPhone phone) {
        List<PhoneMessage> fromAda =
                phone.messages().stream().filter(message -> !message.fromMe()).toList();
        for (int i = 0; i < fromAda.size(); i += READ) {
            if (read.add(fromAda.get(i).id())) {
                phone.read(fromAda.get(i).id());
            }
        }
    }

    private void sameEverywhere(BaileysAgent agent) {
        List<JsonNode> withBen = settled(ben, adaToBen, benToAda);
        List<JsonNode> withCarla = settled(carla, adaToCarla, carlaToAda);

        holds("Parley, with Ben", withBen, adaToBen, benToAda);
        holds("Parley, with Carla", withCarla, adaToCarla, carlaToAda);
        assertThat(texts(ben, false)).as("Ben's phone").isEqualTo(Letter.texts(adaToBen));
        assertThat(texts(carla, false)).as("Carla's phone").isEqualTo(Letter.texts(adaToCarla));
        assertThat(texts(ada, false))
                .as("Ada's phone, what she got")
                .containsExactlyInAnyOrderElementsOf(Letter.texts(both(benToAda, carlaToAda)));
        assertThat(texts(ada, true))
                .as("Ada's phone, what Parley sent")
                .containsExactlyInAnyOrderElementsOf(Letter.texts(both(adaToBen, adaToCarla)));
        baileysHolds(agent);
        ticks(withBen);
        ticks(withCarla);
        files(agent, withBen, withCarla);
        events(withBen, withCarla);
    }

    /// All messages of a chat with Ada, once none is missing and no tick any more.
    private List<JsonNode> settled(SimulatedPhone phone, List<Letter> fromAda, List<Letter> toAda) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<JsonNode> all = parley.messages(session, chat(phone));
            boolean settled = all.size() >= fromAda.size() + toAda.size()
                    && all.stream()
                            .filter(KillRunTest::fromAda)
                            .allMatch(message -> status(message).equals(dueStatus(message)));
            if (settled || System.nanoTime() > deadline) {
                return all;
            }
            pause(200);
        }
    }

    /// The texts of one sender in their order; a file may be overtaken while it is uploaded.
    private static void holds(String whose, List<JsonNode> chat, List<Letter> fromAda, List<Letter> toAda) {
        assertThat(contents(chat, true)).as(whose + ", what Ada wrote").isEqualTo(Letter.texts(fromAda));
        assertThat(contents(chat, false))
                .as(whose + ", what Ada got")
                .containsExactlyInAnyOrderElementsOf(Letter.texts(toAda));
        assertThat(withoutFiles(contents(chat, false), toAda))
                .as(whose + ", the order of texts")
                .isEqualTo(withoutFiles(Letter.texts(toAda), toAda));
        assertThat(chat).extracting(message -> message.path("id").asString()).doesNotHaveDuplicates();
    }

    private static List<String> withoutFiles(List<String> texts, List<Letter> letters) {
        Set<String> files = new HashSet<>(
                Letter.texts(letters.stream().filter(Letter::hasFile).toList()));
        return texts.stream().filter(text -> !files.contains(text)).toList();
    }

    private void baileysHolds(BaileysAgent agent) {
        List<Letter> textsForBen =
                adaToBen.stream().filter(letter -> !letter.hasFile()).toList();
        agent.awaitTexts(textsForBen.size(), PATIENCE);
        assertThat(agent.events().all(AgentEvent.Text.class))
                .filteredOn(text -> !text.fromMe())
                .extracting(AgentEvent.Text::text)
                .as("Baileys")
                .filteredOn(text -> !withFile(adaToBen).contains(text))
                .containsExactlyInAnyOrderElementsOf(Letter.texts(textsForBen));
    }

    private static Set<String> withFile(List<Letter> letters) {
        return new HashSet<>(
                Letter.texts(letters.stream().filter(Letter::hasFile).toList()));
    }

    private void ticks(List<JsonNode> chat) {
        for (JsonNode message : chat) {
            if (fromAda(message)) {
                assertThat(status(message)).as("%s", message).isEqualTo(dueStatus(message));
            }
        }
    }

    private String dueStatus(JsonNode message) {
        return read.contains(message.path("id").asString()) ? "read" : "delivered";
    }

    private void files(BaileysAgent agent, List<JsonNode> withBen, List<JsonNode> withCarla) {
        for (JsonNode message : both(withBen, withCarla)) {
            Letter letter = letter(message);
            if (letter.hasFile()) {
                String id = message.path("id").asString();
                assertThat(parley.media(session, id)).as("Parley's file").isEqualTo(letter.file());
                if (fromAda(message)) {
                    SimulatedPhone reader = adaToBen.contains(letter) ? ben : carla;
                    assertThat(reader.awaitFile(id, PATIENCE).problem()).isEmpty();
                    assertThat(reader.fileContent(id).orElseThrow()).hasBinaryContent(letter.file());
                }
                if (adaToBen.contains(letter)) {
                    assertThat(agent.download(id)).as("Baileys' file").isEqualTo(letter.file());
                }
            }
        }
    }

    private Letter letter(JsonNode message) {
        String text = message.path("content").asString();
        return Stream.of(adaToBen, benToAda, adaToCarla, carlaToAda)
                .flatMap(List::stream)
                .filter(letter -> letter.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    /// Whoever reads the events gets each message that came in once, in the order in which it was stored.
    private void events(List<JsonNode> withBen, List<JsonNode> withCarla) {
        List<String> told = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = parley.request(
                            "GET", "/events?limit=500&sessionId=" + session + "&after=" + cursor, Map.of())
                    .body();
            for (JsonNode event : page.path("events")) {
                JsonNode message = event.path("data").path("message");
                if (event.path("channel").asString().startsWith("wa:msg:") && !fromAda(message)) {
                    told.add(message.path("id").asString());
                }
            }
            if (page.path("events").isEmpty()) {
                break;
            }
            cursor = page.path("cursor").asString();
        }
        assertThat(told)
                .as("events of messages that came in")
                .containsExactlyInAnyOrderElementsOf(both(withBen, withCarla).stream()
                        .filter(message -> !fromAda(message))
                        .map(message -> message.path("id").asString())
                        .toList());
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static List<String> contents(List<JsonNode> chat, boolean fromMe) {
        return chat.stream()
                .filter(message -> fromAda(message) == fromMe)
                .map(message -> message.path("content").asString())
                .toList();
    }

    private static boolean fromAda(JsonNode message) {
        return message.path("fromMe").asBoolean();
    }

    private static String status(JsonNode message) {
        return message.path("status").asString("");
    }

    private static List<String> texts(SimulatedPhone phone, boolean fromMe) {
        return phone.messages().stream()
                .filter(message -> message.fromMe() == fromMe)
                .map(PhoneMessage::text)
                .toList();
    }

    private static String chat(SimulatedPhone phone) {
        return phone.phone() + "@s.whatsapp.net";
    }

    private static void pause(int milliseconds) {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
