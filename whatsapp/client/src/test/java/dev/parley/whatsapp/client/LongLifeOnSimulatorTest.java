package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.MovableClock;
import dev.parley.simulator.SeenStanza;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.UndecryptableReason;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What comes with time: keys that are replaced or out of step with the server's, and messages that the phone is asked
/// for until they are too old. The clocks of server and engine are moved together.
class LongLifeOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final String CYD = "15550003333";

    private final MovableClock clock = MovableClock.running();
    private final InMemoryDeviceStore store = new InMemoryDeviceStore(clock);
    private RecordingConsumer consumer = new RecordingConsumer();
    private Simulator simulator;
    private SimulatedPhone ada;
    private SimulatedPhone ben;
    private SimulatedPhone cyd;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void link() {
        simulator = Simulator.builder().clock(clock).build().start();
        ada = simulator.createPhone(ADA, "Ada");
        ben = simulator.createPhone(BEN, "Ben");
        cyd = simulator.createPhone(CYD, "Cyd");
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley")
                        .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                        .withVersion("2.3000.1045649367"),
                clock,
                PairingTimings.USUAL);
        client = whatsApp.client(store, consumer);
        client.connect();
        ada.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
        consumer.await(StateEvent.AppStateSynced.class);
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    @Test
    void theSignedPreKeyIsReplacedAfterFourWeeksAndTheOneBeforeStillOpensWhatIsOnItsWay() {
        awaitSent(LongLifeOnSimulatorTest::uploadsKeys, 1);
        disconnect();
        ben.send(ADA, "with the old key");
        clock.advance(Duration.ofDays(28));
        connect();

        consumer.awaitText("with the old key");
        awaitAnswered(LongLifeOnSimulatorTest::rotates);
        cyd.send(ADA, "with the new key");
        consumer.awaitText("with the new key");
        assertThat(consumer.events()).noneMatch(StoredEvent.MessageUndecryptable.class::isInstance);
        assertThat(signedKeys()).hasSize(2);

        disconnect();
        connect();
        ben.send(ADA, "a day is too early for another");
        consumer.awaitText("a day is too early for another");
        assertThat(sent(LongLifeOnSimulatorTest::rotates)).hasSize(1);
    }

    @Test
    void keysAreComparedWhenTheServerWantsItAndUploadedOnlyIfTheyDiffer() {
        awaitSent(LongLifeOnSimulatorTest::uploadsKeys, 1);
        askForDigest("D1");
        awaitSent(LongLifeOnSimulatorTest::asksForDigest, 1);
        askForDigest("D2");
        awaitSent(LongLifeOnSimulatorTest::asksForDigest, 2);
        assertThat(sent(LongLifeOnSimulatorTest::uploadsKeys)).as("all is well").hasSize(1);

        forgetAPreKey();
        askForDigest("D3");

        awaitSent(LongLifeOnSimulatorTest::uploadsKeys, 2);
    }

    @Test
    void thePhoneIsAskedForAMessageThreeTimes() {
        ada.goOffline();
        ben.sendWithheld(ADA, text("the phone never answers"), "");
        consumer.await(StoredEvent.MessageUndecryptable.class);
        awaitSent(LongLifeOnSimulatorTest::asksThePhone, 1);
        for (int login = 2; login <= 3; login++) {
            disconnect();
            connect();
            awaitSent(LongLifeOnSimulatorTest::asksThePhone, login);
        }

        disconnect();
        connect();
        // The fourth login's tasks run beside each other: a message wanted later is asked for after them.
        String id = ben.sendWithheld(ADA, text("another"), "");
        consumer.await(
                StoredEvent.MessageUndecryptable.class,
                event -> event.key().id().equals(id));
        awaitSent(LongLifeOnSimulatorTest::asksThePhone, 4);
        assertThat(wanted()).as("only the other is still wanted").isEqualTo(1);
    }

    @Test
    void forMessagesOfTwoWeeksAgoThePhoneIsNotAsked() {
        disconnect();
        ben.sendWithheld(ADA, text("old when it comes"), "");
        clock.advance(Duration.ofDays(15));
        connect();

        assertThat(consumer.await(StoredEvent.MessageUndecryptable.class).reason())
                .isEqualTo(UndecryptableReason.TOO_OLD);
        assertThat(wanted()).isZero();
    }

    @Test
    void whatGrowsTooOldWhileThePhoneIsSilentIsForgotten() {
        ada.goOffline();
        ben.sendWithheld(ADA, text("never answered"), "");
        consumer.await(StoredEvent.MessageUndecryptable.class);
        awaitSent(LongLifeOnSimulatorTest::asksThePhone, 1);
        disconnect();
        ada.goOnline();
        ada.goOffline();
        clock.advance(Duration.ofDays(13));
        ada.goOnline();
        clock.advance(Duration.ofDays(2));
        connect();

        // Asked for later than what was due with the login.
        String id = ben.sendWithheld(ADA, text("answered"), "");
        consumer.await(
                StoredEvent.MessageArrived.class,
                event -> event.message().key().id().equals(id));
        assertThat(wanted()).isZero();
    }

    @Test
    void oneRequestNamesThirtyTwoMessages() {
        disconnect();
        List<String> ids = IntStream.range(0, 40)
                .mapToObj(i -> ben.sendWithheld(ADA, text("withheld " + i), ""))
                .toList();
        int before = sent(LongLifeOnSimulatorTest::asksThePhone).size();
        connect();

        ids.forEach(id -> consumer.await(
                StoredEvent.MessageArrived.class,
                event -> event.message().key().id().equals(id)));
        assertThat(sent(LongLifeOnSimulatorTest::asksThePhone)).hasSize(before + 2);
        assertThat(wanted()).isZero();
    }

    private void disconnect() {
        client.close();
        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
    }

    private void connect() {
        client.connect();
        consumer.await(StateEvent.Connected.class);
    }

    private void askForDigest(String id) {
        simulator.inject(
                ADA,
                Node.of("notification")
                        .attr("type", "encrypt")
                        .attr("from", Jid.SERVER)
                        .attr("id", id)
                        .attr("t", clock.instant().getEpochSecond())
                        .child(Node.of("digest"))
                        .build());
    }

    /// As if the store had been set back to a copy.
    private void forgetAPreKey() {
        store.inTransaction(transaction -> {
            String first =
                    transaction.readAll(EntryKind.PRE_KEY).keySet().iterator().next();
            transaction.delete(EntryKind.PRE_KEY, first);
            return true;
        });
    }

    private List<String> signedKeys() {
        return store.inTransaction(transaction ->
                transaction.readAll(EntryKind.SIGNED_PRE_KEY).keySet().stream().toList());
    }

    private int wanted() {
        return store.<Integer>inTransaction(
                transaction -> transaction.readAll(EntryKind.WANTED_MESSAGE).size());
    }

    private static Message text(String text) {
        return Message.newBuilder().setConversation(text).build();
    }

    private void awaitSent(Predicate<Node> condition, int count) {
        simulator.awaitStanzas(
                ADA,
                seen -> seen.direction() == SeenStanza.Direction.RECEIVED && condition.test(seen.node()),
                count,
                PATIENCE);
    }

    /// Waits until the server has answered, too.
    private void awaitAnswered(Predicate<Node> condition) {
        awaitSent(condition, 1);
        String id = sent(condition).getFirst().attrOrEmpty("id");
        simulator.awaitStanzas(
                ADA,
                seen -> seen.direction() == SeenStanza.Direction.SENT
                        && seen.node().tag().equals("iq")
                        && seen.node().hasAttr("id", id),
                1,
                PATIENCE);
    }

    private List<Node> sent(Predicate<Node> condition) {
        return simulator.stanzas(ADA).stream()
                .filter(seen -> seen.direction() == SeenStanza.Direction.RECEIVED)
                .map(SeenStanza::node)
                .filter(condition)
                .toList();
    }

    private static boolean uploadsKeys(Node node) {
        return encrypts(node, "list");
    }

    private static boolean rotates(Node node) {
        return encrypts(node, "rotate");
    }

    private static boolean asksForDigest(Node node) {
        return encrypts(node, "digest");
    }

    private static boolean encrypts(Node node, String child) {
        return node.tag().equals("iq")
                && node.hasAttr("xmlns", "encrypt")
                && node.child(child).isPresent();
    }

    private static boolean asksThePhone(Node node) {
        return node.tag().equals("message")
                && node.hasAttr("category", "peer")
                && node.hasAttr("push_priority", "high_force");
    }
}
