package dev.parley.whatsapp.client.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.DeliveryFault;
import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SendFault;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsApp;
import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two engines and three phones write to each other while everything goes wrong that the simulator can make
/// go wrong, by a schedule that the seed decides. No message may be lost, none doubled, order is kept in a
/// chat, and no message key is used twice (design, section 6).
///
/// The suite runs it small. In full: `-Dparley.faults.messages=10000`; `-Dparley.faults.seed=…` replays a
/// schedule, and `-Dparley.faults.only=RESTART,DROP` narrows a failure down.
class FaultRunTest {
    private static final int MESSAGES = Integer.getInteger("parley.faults.messages", 320);
    private static final long SEED = Long.getLong("parley.faults.seed", 20_261_121);
    /// In each direction of each chat, in one round.
    private static final int TEXTS = 4;

    private static final List<Fault> FAULTS = faults();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration ACK_PATIENCE = Duration.ofSeconds(3);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final String CYD = "15550003333";

    private final Random random = new Random(SEED);
    private final Simulator simulator =
            Simulator.builder().stanzaLogLimit(100 * MESSAGES + 10_000).build().start();
    private final WhatsApp whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
            .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
            .withVersion("2.3000.1045649367"));
    private final SimulatedPhone ada = simulator.createPhone(ADA, "Ada");
    private final SimulatedPhone ben = simulator.createPhone(BEN, "Ben");
    private final SimulatedPhone cyd = simulator.createPhone(CYD, "Cyd");
    private final Engine adas = new Engine(ada);
    private final Engine bens = new Engine(ben);
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<String>> sent = new TreeMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Map<Fault, Integer> faults = new TreeMap<>();

    @AfterEach
    void stop() {
        adas.client.close();
        bens.client.close();
        senders.shutdownNow();
        whatsApp.close();
        simulator.close();
    }

    /// A client that outlives itself: its store and journal stay when it is restarted.
    private final class Engine {
        private final SimulatedPhone phone;
        private final Journal journal = new Journal();
        private volatile WhatsAppClient client;

        Engine(SimulatedPhone phone) {
            this.phone = phone;
            this.client = whatsApp.client(journal, journal);
        }

        void link() {
            client.connect();
            phone.scan(journal.await(StateEvent.QrCode.class, 0, PATIENCE).text());
            journal.await(StateEvent.Connected.class, 0, PATIENCE);
        }

        void restart() {
            client.close();
            client = whatsApp.client(journal, journal);
            client.connect();
        }

        /// Sends until WhatsApp has said yes or no, with the same id each time, as an outbox does.
        boolean send(String to, String text) {
            String id = MessageIds.next(Jid.pn(phone.phone()), Clock.systemUTC(), new SecureRandom());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                try {
                    SendResult result = client.send(List.of(OutgoingMessage.text(Jid.pn(to), id, text)))
                            .getFirst()
                            .await(ACK_PATIENCE);
                    return result instanceof SendResult.Accepted;
                } catch (WhatsAppException _) {
                    if (journal.wasReplaced()) {
                        client.connect();
                    }
                    journal.awaitNews(Duration.ofMillis(200));
                }
            }
            throw new AssertionError("not sent within " + PATIENCE + ": " + text + ", seed " + SEED);
        }
    }

    @Test
    void losesDoublesAndReordersNothing() {
        System.out.println("fault run: " + MESSAGES + " messages, -Dparley.faults.seed=" + SEED);
        adas.link();
        bens.link();
        int perRound = 5 * TEXTS;
        int rounds = Math.ceilDiv(MESSAGES, perRound);
        for (int round = 0; round < rounds; round++) {
            round(round);
        }
        simulator.faults().clear();
        settle();
        check();
        System.out.println("fault run: " + faults);
    }

    private void round(int round) {
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        Engine engine = random.nextBoolean() ? adas : bens;
        int strike = random.nextInt(TEXTS);
        faults.merge(fault, 1, Integer::sum);
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        CompletableFuture<Void> struck = new CompletableFuture<>();
        sending.add(write(round, strike, struck, "cyd to ada", text -> sentBy(cyd, ADA, text)));
        sending.add(write(round, strike, struck, "ben's phone to ada", text -> sentBy(ben, ADA, text)));
        sending.add(write(round, strike, struck, "ada to cyd", text -> adas.send(CYD, text)));
        sending.add(write(round, strike, struck, "ada to ben", text -> adas.send(BEN, text)));
        sending.add(write(round, strike, struck, "ben to ada", text -> bens.send(ADA, text)));
        inject(fault, engine);
        struck.complete(null);
        sending.forEach(CompletableFuture::join);
        if (fault == Fault.PHONE_OFFLINE) {
            cyd.goOnline();
        }
        if (fault == Fault.SLOW) {
            simulator.faults().delay(Optional.of(engine.phone.phone()), Duration.ZERO);
        }
    }

    private static List<Fault> faults() {
        String only = System.getProperty("parley.faults.only", "");
        return only.isEmpty()
                ? List.of(Fault.values())
                : Stream.of(only.split(",", -1)).map(Fault::valueOf).toList();
    }

    private interface Writer {
        /// @return whether WhatsApp took it
        boolean write(String text);
    }

    /// Writes the round's texts of one direction one after the other; those from `strike` on after the fault.
    private CompletableFuture<Void> write(
            int round, int strike, CompletableFuture<Void> struck, String direction, Writer writer) {
        List<String> texts = IntStream.range(0, TEXTS)
                .mapToObj(n -> direction + " " + (round * TEXTS + n))
                .toList();
        sent.computeIfAbsent(direction, _ -> new ArrayList<>()).addAll(texts);
        return CompletableFuture.runAsync(
                () -> {
                    for (int n = 0; n < TEXTS; n++) {
                        if (n == strike) {
                            struck.join();
                        }
                        if (!writer.write(texts.get(n))) {
                            refused.add(texts.get(n));
                        }
                    }
                },
                senders);
    }

    private static boolean sentBy(SimulatedPhone phone, String to, String text) {
        phone.send(to, text);
        return true;
    }

    private void inject(Fault fault, Engine engine) {
        Optional<String> number = Optional.of(engine.phone.phone());
        switch (fault) {
            case NONE -> {
                // A round of peace.
            }
            case DROP -> simulator.faults().drop(number);
            case STREAM_ERROR_503 -> simulator.faults().streamError(number, 503);
            case STREAM_ERROR_515 -> simulator.faults().streamError(number, 515);
            case STREAM_END -> simulator.faults().streamEnd(number);
            case REPLACED -> replaced(engine);
            case CORRUPT_FRAME -> simulator.faults().corruptFrame(number);
            case FAILED_LOGIN -> {
                simulator.faults().failNextLogin(number, 503);
                simulator.faults().drop(number);
            }
            case SLOW -> simulator.faults().delay(number, Duration.ofMillis(20));
            case CORRUPT_MESSAGE -> simulator.faults().onNextDelivery(number, DeliveryFault.CORRUPT);
            case DUPLICATE -> simulator.faults().onNextDelivery(number, DeliveryFault.DUPLICATE);
            case OVERTAKEN -> simulator.faults().onNextDelivery(number, DeliveryFault.OVERTAKEN);
            case CUT_BEFORE -> simulator.faults().onNextSend(number, new SendFault.CutBefore());
            case CUT_AFTER -> simulator.faults().onNextSend(number, new SendFault.CutAfter());
            case LOSE_ACK -> simulator.faults().onNextSend(number, new SendFault.LoseAck());
            case DELAY_ACK -> simulator.faults().onNextSend(number, new SendFault.DelayAck(Duration.ofMillis(300)));
            case REFUSED_463 -> simulator.faults().onNextSend(number, new SendFault.Refuse(463));
            case BUSY_503 -> simulator.faults().onNextSend(number, new SendFault.Refuse(503));
            case REFRESH_LID -> simulator.faults().onNextSend(number, new SendFault.RefreshLid());
            case WRONG_HASH -> simulator.faults().onNextSend(number, new SendFault.WrongHash());
            case NO_PRE_KEYS -> simulator.faults().exhaustPreKeys(Optional.empty());
            case PHONE_OFFLINE -> cyd.goOffline();
            // Only a phone without companions: the others' are linked to it.
            case PHONE_REINSTALLED -> cyd.reinstall();
            case STORE_FAILS -> engine.journal.failOnce();
            case RESTART -> engine.restart();
        }
    }

    private void replaced(Engine engine) {
        int before = engine.journal.stateCount();
        simulator.faults().replaced(Optional.of(engine.phone.phone()));
        engine.journal.await(StateEvent.Disconnected.class, before, PATIENCE);
        engine.client.connect();
    }

    /// Waits until everything that was taken has come where it belongs.
    private void settle() {
        sent.keySet().forEach(direction -> {
            int expected = expected(direction).size();
            receivers(direction).forEach(journal -> journal.awaitTexts(direction + " ", expected, PATIENCE));
            for (SimulatedPhone phone : phones(direction)) {
                for (String text : expected(direction)) {
                    phone.awaitText(text, PATIENCE);
                }
            }
        });
    }

    private void check() {
        for (String direction : sent.keySet()) {
            List<String> expected = expected(direction);
            for (Journal journal : receivers(direction)) {
                assertThat(journal.texts(direction + " "))
                        .as("an engine, %s, seed %d", direction, SEED)
                        .containsExactlyElementsOf(expected);
                assertThat(journal.doubled()).as("doubled, seed %d", SEED).isEmpty();
            }
            for (SimulatedPhone phone : phones(direction)) {
                List<PhoneMessage> messages = phone.messages().stream()
                        .filter(message -> message.text().startsWith(direction + " "))
                        .toList();
                assertThat(messages)
                        .extracting(PhoneMessage::text)
                        .as("a phone, %s, seed %d", direction, SEED)
                        .containsExactlyInAnyOrderElementsOf(expected);
                // What a phone asked for again comes later than it was sent.
                Set<String> asked = phone.askedAgain();
                explainDisorder(phone, messages, asked);
                Set<String> late = new HashSet<>();
                messages.stream()
                        .filter(message -> asked.contains(message.id()))
                        .forEach(message -> late.add(message.text()));
                assertThat(messages)
                        .extracting(PhoneMessage::text)
                        .filteredOn(text -> !late.contains(text))
                        .as("order at a phone, %s, seed %d", direction, SEED)
                        .containsExactlyElementsOf(expected.stream()
                                .filter(text -> !late.contains(text))
                                .toList());
            }
        }
        checkKeys(ADA);
        checkKeys(BEN);
    }

    /// Prints what the server saw of messages that came before others that were sent earlier.
    private void explainDisorder(SimulatedPhone phone, List<PhoneMessage> messages, Set<String> asked) {
        int latest = -1;
        for (PhoneMessage message : messages) {
            int number =
                    Integer.parseInt(message.text().substring(message.text().lastIndexOf(' ') + 1));
            if (number < latest && !asked.contains(message.id())) {
                System.out.println("late at phone " + phone.phone() + ": " + message);
                for (String own : List.of(ADA, BEN)) {
                    simulator.stanzas(own).stream()
                            .filter(stanza -> stanza.node().hasAttr("id", message.id()))
                            .forEach(stanza -> System.out.println(own + " " + stanza));
                }
            }
            latest = Math.max(latest, number);
        }
    }

    private void checkKeys(String phone) {
        KeyUse keys = new KeyUse();
        simulator.stanzas(phone).forEach(keys::look);
        assertThat(keys.reused()).as("message keys used twice, seed %d", SEED).isEmpty();
        assertThat(keys.looked()).isPositive();
    }

    private List<String> expected(String direction) {
        return sent.get(direction).stream()
                .filter(text -> !refused.contains(text))
                .toList();
    }

    private List<Journal> receivers(String direction) {
        return switch (direction) {
            case "cyd to ada" -> List.of(adas.journal);
            case "ben's phone to ada" -> List.of(adas.journal, bens.journal);
            case "ada to cyd" -> List.of();
            case "ada to ben" -> List.of(bens.journal);
            case "ben to ada" -> List.of(adas.journal);
            default -> throw new IllegalStateException(direction);
        };
    }

    private List<SimulatedPhone> phones(String direction) {
        return switch (direction) {
            case "cyd to ada", "ben's phone to ada" -> List.of(ada);
            case "ada to cyd" -> List.of(cyd, ada);
            case "ada to ben" -> List.of(ben, ada);
            case "ben to ada" -> List.of(ada, ben);
            default -> throw new IllegalStateException(direction);
        };
    }
}
