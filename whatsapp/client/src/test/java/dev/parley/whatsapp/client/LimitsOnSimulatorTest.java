package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.simulator.DeliveryFault;
import dev.parley.simulator.Restrictions.Cap;
import dev.parley.simulator.Restrictions.Timelock;
import dev.parley.simulator.SeenStanza;
import dev.parley.simulator.SendFault;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.StoredDeviceList;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What WhatsApp does not allow, what cannot be decrypted and what the consumer cannot take: whole flows with the
/// simulator.
class LimitsOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final String CYD = "15550003333";

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final RecordingConsumer consumer = new RecordingConsumer();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private Simulator simulator;
    private SimulatedPhone ada;
    private SimulatedPhone ben;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().build().start();
        ada = simulator.createPhone(ADA, "Ada");
        ben = simulator.createPhone(BEN, "Ben");
        simulator.createPhone(CYD, "Cyd");
        whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                .withVersion("2.3000.1045649367"));
        client = whatsApp.client(store, consumer);
        link(client, consumer, ada);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
        whatsApp.close();
        simulator.close();
    }

    @Test
    void aLockIsToldAndEndsFirstContactsOnly() {
        ben.send(ADA, "from before the lock");
        consumer.awaitText("from before the lock");
        Instant end = Instant.ofEpochSecond(Clock.systemUTC().instant().getEpochSecond() + 3600);

        simulator.restrictions().timelock(ADA, Timelock.until(end.getEpochSecond(), "RESTRICT_ALL_COMPANIONS"));
        StoredEvent.ReachOutTimelockChanged told = consumer.await(StoredEvent.ReachOutTimelockChanged.class);

        assertThat(told.lock().until()).contains(end);
        assertThat(told.lock().enforcementType()).isEqualTo("RESTRICT_ALL_COMPANIONS");
        assertThat(client.restrictions().timelock()).contains(told.lock());
        assertThat(send(BEN, "an old chat")).isInstanceOf(SendResult.Accepted.class);
        int before = messagesSent();
        assertThat(send(CYD, "a stranger")).isInstanceOfSatisfying(SendResult.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(463);
            assertThat(refused.reason()).isEqualTo(Refusal.FIRST_CONTACT_REFUSED);
            assertThat(refused.until()).contains(end);
        });
        assertThat(messagesSent()).as("not even tried").isEqualTo(before);

        simulator.restrictions().timelock(ADA, Timelock.NONE);
        consumer.await(
                StoredEvent.ReachOutTimelockChanged.class,
                event -> !event.lock().active());
        assertThat(send(CYD, "no stranger any more")).isInstanceOf(SendResult.Accepted.class);
    }

    @Test
    void aRefusedFirstContactAsksWhatItIsAndIsNotSentAgain() {
        simulator.faults().onNextSend(Optional.of(ADA), new SendFault.Refuse(463));

        assertThat(send(CYD, "refused")).isInstanceOf(SendResult.Refused.class);

        awaitSent(node -> node.hasAttr("xmlns", "w:mex"), 4);
        assertThat(stanzas(node -> node.tag().equals("message"))).hasSize(1);
    }

    @Test
    void aLockWithoutAnEndHoldsForAMinuteAndIsAskedFor() {
        awaitSent(node -> node.hasAttr("xmlns", "w:mex"), 2);

        simulator.restrictions().timelock(ADA, new Timelock(true, Optional.empty(), "SOMETHING_NEW"));

        StoredEvent.ReachOutTimelockChanged told = consumer.await(StoredEvent.ReachOutTimelockChanged.class);
        assertThat(told.lock().until()).isPresent();
        assertThat(told.lock().enforcementType()).isEqualTo("SOMETHING_NEW");
    }

    @Test
    void aCapIsToldWhetherItsNumbersAreTextOrNot() {
        long end = Clock.systemUTC().instant().getEpochSecond() + 3600;
        simulator.restrictions().cap(ADA, new Cap("SECOND_WARNING", 100, 80, end - 7200, end, true));
        StoredEvent.NewChatCapChanged warned = consumer.await(
                StoredEvent.NewChatCapChanged.class,
                event -> event.cap().usedQuota().isPresent());
        assertThat(warned.cap().usedQuota()).hasValue(80);

        simulator.restrictions().cap(ADA, new Cap("CAPPED", 100, 100, end - 7200, end, false));
        consumer.await(StoredEvent.NewChatCapChanged.class, event -> event.cap().isReached());

        assertThat(send(CYD, "one too many")).isInstanceOfSatisfying(SendResult.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Refusal.NEW_CHATS_CAPPED);
            assertThat(refused.until()).contains(Instant.ofEpochSecond(end));
        });
    }

    @Test
    void theCapIsAskedForEveryHourWhileConnected() {
        client.close();
        HastyTime time = new HastyTime();
        try (WhatsApp hasty = WhatsApp.create(
                        WhatsAppConfig.whatsApp("Parley")
                                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                                .withVersion("2.3000.1045649367"),
                        time,
                        PairingTimings.USUAL,
                        time.timer());
                WhatsAppClient hastyClient = hasty.client(store, consumer)) {
            int before = stanzas(LimitsOnSimulatorTest::asksForTheCap).size();
            hastyClient.connect();

            awaitSent(LimitsOnSimulatorTest::asksForTheCap, before + 3);
        }
    }

    private static boolean asksForTheCap(Node node) {
        return node.hasAttr("xmlns", "w:mex")
                && node.child("query")
                        .filter(query -> query.hasAttr("query_id", "24503548349331633"))
                        .isPresent();
    }

    @Test
    void aTokenOpensTheWayToWhomWantsOne() {
        simulator.restrictions().needsToken(BEN, true, false);
        assertThat(send(BEN, "without a token")).isInstanceOf(SendResult.Refused.class);

        RecordingConsumer other = new RecordingConsumer();
        WhatsAppClient bens = whatsApp.client(new InMemoryDeviceStore(), other);
        toClose.add(bens);
        link(bens, other, ben);
        // Ben's own message makes his client vouch for Ada.
        send(bens, BEN, ADA, "hello Ada");
        consumer.awaitText("hello Ada");
        awaitToken();

        assertThat(send(BEN, "with a token")).isInstanceOf(SendResult.Accepted.class);
        assertThat(stanzas(node ->
                        node.tag().equals("message") && node.child("tctoken").isPresent()))
                .isNotEmpty();
    }

    @Test
    void theSaltedHashDoesWhereItIsAccepted() {
        simulator.restrictions().needsToken(BEN, true, true);
        store.inTransaction(transaction -> {
            transaction.write(
                    EntryKind.SETTING,
                    "nct-salt",
                    simulator.restrictions().nctSalt(ADA).toByteArray());
            return true;
        });

        assertThat(send(BEN, "vouched for by the salt")).isInstanceOf(SendResult.Accepted.class);
    }

    @Test
    void whoWasWrittenToIsVouchedForOnce() {
        send(BEN, "first");
        awaitSent(LimitsOnSimulatorTest::issuesToken, 1);
        send(BEN, "second");
        send(BEN, "third");
        ben.awaitText("third", PATIENCE);

        assertThat(stanzas(LimitsOnSimulatorTest::issuesToken)).hasSize(1);
    }

    @Test
    void aNewIdentityIsToldAndTheTokenIsIssuedAgainWithItsOldTime() {
        ben.send(ADA, "before");
        consumer.awaitText("before");
        send(BEN, "so that Ben has a token");
        awaitSent(LimitsOnSimulatorTest::issuesToken, 1);

        ben.reinstall();
        StoredEvent.IdentityChanged changed = consumer.await(StoredEvent.IdentityChanged.class);

        assertThat(changed.person().pn()).contains(Jid.pn(BEN));
        awaitSent(LimitsOnSimulatorTest::issuesToken, 2);
        List<Node> issued = stanzas(LimitsOnSimulatorTest::issuesToken);
        assertThat(tokenTime(issued.get(1))).isEqualTo(tokenTime(issued.get(0)));
        ben.send(ADA, "after");
        consumer.awaitText("after");
        assertThat(send(BEN, "to the new phone")).isInstanceOf(SendResult.Accepted.class);
        ben.awaitText("to the new phone", PATIENCE);
    }

    @Test
    void aCorruptedMessageIsAskedForAndComesOnTheSameSession() {
        ben.send(ADA, "before");
        consumer.awaitText("before");
        simulator.faults().onNextDelivery(Optional.of(ADA), DeliveryFault.CORRUPT);

        String id = ben.send(ADA, "corrupted on its way");

        consumer.await(
                StoredEvent.MessageUndecryptable.class,
                event -> event.key().id().equals(id));
        consumer.awaitText("corrupted on its way");
        assertThat(stanzas(node -> node.hasAttr("type", "retry"))).hasSize(1);
    }

    @Test
    void aMessageThatComesTwiceIsToldOnce() {
        simulator.faults().onNextDelivery(Optional.of(ADA), DeliveryFault.DUPLICATE);

        ben.send(ADA, "twice");
        ben.send(ADA, "once");
        consumer.awaitText("once");

        assertThat(consumer.texts()).containsExactly("twice", "once");
    }

    @Test
    void withoutOneTimeKeysSessionsStartAllTheSameAndKeysAreUploadedAgain() {
        simulator.faults().exhaustPreKeys(Optional.empty());
        int uploads = stanzas(LimitsOnSimulatorTest::uploadsKeys).size();

        ben.send(ADA, "without a one-time key");
        consumer.awaitText("without a one-time key");
        assertThat(send(CYD, "without one either")).isInstanceOf(SendResult.Accepted.class);

        awaitSent(LimitsOnSimulatorTest::uploadsKeys, uploads + 1);
    }

    @Test
    void aDeviceThatWeDidNotKnowOfGetsTheMessageOnce() {
        ben.send(ADA, "before");
        consumer.awaitText("before");
        send(BEN, "the list is known");
        RecordingConsumer other = new RecordingConsumer();
        WhatsAppClient bens = whatsApp.client(new InMemoryDeviceStore(), other);
        toClose.add(bens);
        link(bens, other, ben);
        awaitSent(node -> node.tag().equals("ack") && node.hasAttr("type", "devices"), 1);
        forgetBensCompanions();

        assertThat(send(BEN, "to all of Ben's devices")).isInstanceOf(SendResult.Accepted.class);

        other.awaitText("to all of Ben's devices");
        assertThat(stanzas(node -> node.hasAttr("device_fanout", "false"))).hasSize(1);
    }

    @Test
    void aHashThatNothingExplainsIsAskedAboutOnce() {
        send(BEN, "before");
        int asked = stanzas(node -> node.hasAttr("xmlns", "usync")).size();
        IntStream.range(0, 3).forEach(i -> {
            simulator.faults().onNextSend(Optional.of(ADA), new SendFault.WrongHash());
            send(BEN, "hash " + i);
            ben.awaitText("hash " + i, PATIENCE);
        });

        awaitSent(node -> node.hasAttr("xmlns", "usync"), asked + 1);
        assertThat(stanzas(node -> node.hasAttr("device_fanout", "false"))).isEmpty();
    }

    @Test
    void aRestartBetweenTheHashAndTheCopyForgetsNoDevice() {
        ben.send(ADA, "before");
        consumer.awaitText("before");
        send(BEN, "the list is known");
        RecordingConsumer other = new RecordingConsumer();
        WhatsAppClient bens = whatsApp.client(new InMemoryDeviceStore(), other);
        toClose.add(bens);
        link(bens, other, ben);
        awaitSent(node -> node.tag().equals("ack") && node.hasAttr("type", "devices"), 1);
        forgetBensCompanions();
        simulator.faults().usyncError("devices", 500, Duration.ZERO);
        int asked = stanzas(node -> node.hasAttr("xmlns", "usync")).size();

        assertThat(send(BEN, "to all of Ben's devices")).isInstanceOf(SendResult.Accepted.class);
        awaitSent(node -> node.hasAttr("xmlns", "usync"), asked + 1);
        client.close();
        assertThat(store.<Integer>inTransaction(
                        transaction -> transaction.readAll(EntryKind.FAN_OUT).size()))
                .isEqualTo(1);
        assertThat(other.texts()).doesNotContain("to all of Ben's devices");
        simulator.faults().clear();
        client = whatsApp.client(store, consumer);
        client.connect();

        other.awaitText("to all of Ben's devices");
        ben.awaitText("to all of Ben's devices", PATIENCE);
        assertThat(stanzas(node -> node.hasAttr("device_fanout", "false"))).hasSize(1);
    }

    @Test
    void aRecipientIsNotSaidToHaveNoDeviceWhenWhatsAppCannotTell() {
        simulator.faults().usyncError("devices", 500, Duration.ZERO);
        assertThatThrownBy(() -> send(CYD, "who are you?"))
                .isInstanceOfSatisfying(
                        WhatsAppException.IqError.class,
                        error -> assertThat(error.code()).isEqualTo(500));

        simulator.faults().clear();
        assertThat(send(CYD, "there you are")).isInstanceOf(SendResult.Accepted.class);
    }

    @Test
    void aLidThatWhatsAppCallsOldIsAskedForByNumber() {
        send(BEN, "before");
        int asked = stanzas(LimitsOnSimulatorTest::asksForLids).size();
        simulator.faults().onNextSend(Optional.of(ADA), new SendFault.RefreshLid());

        assertThat(send(BEN, "to an old LID")).isInstanceOf(SendResult.Accepted.class);

        awaitSent(LimitsOnSimulatorTest::asksForLids, asked + 1);
        assertThat(stanzas(LimitsOnSimulatorTest::asksForLids).getLast().toString())
                .contains(BEN);
        assertThat(send(BEN, "and on")).isInstanceOf(SendResult.Accepted.class);
        ben.awaitText("and on", PATIENCE);
    }

    private static boolean asksForLids(Node node) {
        return node.child("usync")
                .flatMap(usync -> usync.child("query"))
                .flatMap(query -> query.child("lid"))
                .isPresent();
    }

    @Test
    void whatTheConsumerNeverTakesIsSetAsideAndComesWhenItDoes() {
        client.close();
        AtomicInteger failures = new AtomicInteger();
        StubbornConsumer stubborn = new StubbornConsumer("poison", failures);
        client = whatsApp.client(store, stubborn);
        client.connect();
        stubborn.recorded.await(StateEvent.Connected.class);

        ben.send(ADA, "poison");
        ben.send(ADA, "after it");
        StateEvent.StanzaSetAside aside = stubborn.recorded.await(StateEvent.StanzaSetAside.class);
        stubborn.recorded.awaitText("after it");

        assertThat(aside.tag()).isEqualTo("message");
        assertThat(failures).hasValueGreaterThanOrEqualTo(3);
        stubborn.relents();
        client.close();
        stubborn.recorded.await(
                StateEvent.Disconnected.class, event -> event.cause() instanceof DisconnectCause.Requested);
        client.connect();
        stubborn.recorded.awaitText("poison");
        assertThat(stubborn.recorded.texts()).containsExactly("after it", "poison");
    }

    /// Fails on one text until it relents.
    private static final class StubbornConsumer implements EventConsumer {
        private final RecordingConsumer recorded = new RecordingConsumer();
        private final String text;
        private final AtomicInteger failures;
        private volatile boolean relented;

        StubbornConsumer(String text, AtomicInteger failures) {
            this.text = text;
            this.failures = failures;
        }

        void relents() {
            relented = true;
        }

        @Override
        public void store(StoredEvent event) {
            if (!relented
                    && event instanceof StoredEvent.MessageArrived(var message)
                    && message.content().words().equals(Optional.of(text))) {
                failures.incrementAndGet();
                throw new IllegalStateException("meant to fail");
            }
            recorded.store(event);
        }

        @Override
        public void state(StateEvent event) {
            recorded.state(event);
        }
    }

    private static void link(WhatsAppClient client, RecordingConsumer consumer, SimulatedPhone phone) {
        client.connect();
        phone.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    private SendResult send(String to, String text) {
        return send(client, ADA, to, text);
    }

    private static SendResult send(WhatsAppClient sender, String from, String to, String text) {
        String id = MessageIds.next(Jid.pn(from), Clock.systemUTC(), new SecureRandom());
        return sender.send(List.of(OutgoingMessage.text(Jid.pn(to), id, text)))
                .getFirst()
                .await(PATIENCE);
    }

    /// Makes the engine believe that Ben has a phone and nothing else.
    private void forgetBensCompanions() {
        byte[] phoneOnly = StoredDeviceList.newBuilder().addDevice(0).build().toByteArray();
        store.inTransaction(transaction -> {
            transaction.write(EntryKind.DEVICE_LIST, Jid.pn(BEN).toString(), phoneOnly);
            transaction.write(EntryKind.DEVICE_LIST, ben.lid().toString(), phoneOnly);
            return true;
        });
    }

    /// The notification that brings a token is acknowledged when the token is stored.
    private void awaitToken() {
        awaitSent(node -> node.tag().equals("ack") && node.hasAttr("type", "privacy_token"), 1);
    }

    private void awaitSent(Predicate<Node> condition, int count) {
        simulator.awaitStanzas(
                ADA,
                stanza -> stanza.direction() == SeenStanza.Direction.RECEIVED && condition.test(stanza.node()),
                count,
                PATIENCE);
    }

    private int messagesSent() {
        return stanzas(node -> node.tag().equals("message")).size();
    }

    /// What Ada's companion sent.
    private List<Node> stanzas(Predicate<Node> condition) {
        return simulator.stanzas(ADA).stream()
                .filter(stanza -> stanza.direction() == SeenStanza.Direction.RECEIVED)
                .map(SeenStanza::node)
                .filter(condition)
                .toList();
    }

    private static boolean issuesToken(Node node) {
        return node.hasAttr("xmlns", "privacy") && node.child("tokens").isPresent();
    }

    private static long tokenTime(Node iq) {
        return iq.child("tokens")
                .flatMap(tokens -> tokens.child("token"))
                .orElseThrow()
                .number("t")
                .orElseThrow();
    }

    private static boolean uploadsKeys(Node node) {
        return node.hasAttr("xmlns", "encrypt")
                && node.hasAttr("type", "set")
                && node.child("list").isPresent();
    }
}
