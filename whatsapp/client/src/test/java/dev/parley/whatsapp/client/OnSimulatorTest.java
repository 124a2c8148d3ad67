package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.Addressing;
import dev.parley.simulator.OfflineDelivery;
import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.ScanResult;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whole flows of the engine with the simulator's server and phones.
class OnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private Simulator simulator;
    private SimulatedPhone ada;
    private SimulatedPhone ben;
    private RecordingConsumer consumer = new RecordingConsumer();
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().build().start();
        start(simulator);
    }

    private void start(Simulator simulator) {
        ada = simulator.createPhone(ADA, "Ada");
        ben = simulator.createPhone(BEN, "Ben");
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley").at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey())));
        client = whatsApp.client(store, consumer);
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
    void linksByQrCode() {
        link();

        assertThat(client.self()).map(Jid::bare).contains(Jid.pn(ADA));
        assertThat(ada.companions()).hasSize(1);
    }

    @Test
    void givesTheCodeANewSecretWhenTheServerAsks() {
        ada.refreshQrAfterScan(true);
        client.connect();
        String first = consumer.await(StateEvent.QrCode.class).text();

        assertThat(ada.scan(first)).isInstanceOf(ScanResult.RefreshAsked.class);
        String second = consumer.await(
                        StateEvent.QrCode.class, code -> !code.text().equals(first))
                .text();
        ada.scan(second);
        consumer.await(StateEvent.Connected.class);

        assertThat(second.split(",", -1)[0]).as("the ref stays").isEqualTo(first.split(",", -1)[0]);
        assertThat(second.split(",", -1)[3]).as("the secret changes").isNotEqualTo(first.split(",", -1)[3]);
    }

    @ParameterizedTest
    @EnumSource(Addressing.class)
    void receivesATextAndAnswersIt(Addressing addressing) {
        ben.useAddressing(addressing);
        link();

        String id = ben.send(ADA, "hello Ada");
        IncomingMessage message = consumer.awaitText("hello Ada");

        assertThat(message.key().id()).isEqualTo(id);
        assertThat(message.key().chat())
                .as("the phone number, however addressed")
                .isEqualTo(Jid.pn(BEN));
        assertThat(message.fromMe()).isFalse();
        assertThat(message.pushName()).contains("Ben");
        assertThat(((Chat.Direct) message.chat()).person().lid()).contains(ben.lid());
        ben.awaitReceipt(receipt -> receipt.messageId().equals(id) && receipt.device() != 0, PATIENCE);

        String answer = send(Jid.pn(BEN), "hello Ben");

        assertThat(ben.awaitText("hello Ben", PATIENCE).id()).isEqualTo(answer);
        assertThat(ada.awaitText("hello Ben", PATIENCE).id())
                .as("the own phone sees it too")
                .isEqualTo(answer);
        consumer.await(
                StoredEvent.ReceiptArrived.class,
                receipt -> receipt.kind() == ReceiptKind.DELIVERED
                        && receipt.messageIds().contains(answer));
        ben.read(answer);
        consumer.await(StoredEvent.ReceiptArrived.class, receipt -> receipt.kind() == ReceiptKind.READ);
    }

    @Test
    void seesWhatTheOwnPhoneSends() {
        link();

        ada.send(BEN, "from my phone");
        IncomingMessage message = consumer.awaitText("from my phone");

        assertThat(message.fromMe()).isTrue();
        assertThat(message.key().chat()).isEqualTo(Jid.pn(BEN));
        assertThat(message.key().sender()).isEqualTo(Jid.pn(ADA));
    }

    @Test
    void writesFirstToSomebodyNeverMet() {
        link();

        assertThat(client.lookUp("+" + BEN)).isPresent();
        assertThat(client.lookUp("+15550009999")).isEmpty();
        send(Jid.pn(BEN), "first contact");

        PhoneMessage message = ben.awaitText("first contact", PATIENCE);
        assertThat(message.text()).isEqualTo("first contact");
    }

    @Test
    void twoCompanionsOfDifferentAccountsTalk() {
        link();
        RecordingConsumer other = new RecordingConsumer();
        WhatsAppClient bens = whatsApp.client(new InMemoryDeviceStore(), other);
        toClose.add(bens);
        link(bens, other, ben);

        send(Jid.pn(BEN), "to all of Ben's devices");

        assertThat(other.awaitText("to all of Ben's devices").fromMe()).isFalse();
        ben.awaitText("to all of Ben's devices", PATIENCE);
    }

    @Test
    void aRestartInBetweenLosesAndDoublesNothing() {
        link();
        ben.send(ADA, "before");
        consumer.awaitText("before");
        client.close();
        consumer.await(StateEvent.Disconnected.class, event -> event.cause() instanceof DisconnectCause.Requested);

        IntStream.range(0, 300).forEach(i -> ben.send(ADA, "while away " + i));
        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();
        consumer.await(StateEvent.OfflineDelivered.class);
        consumer.awaitText("while away 299");

        assertThat(consumer.texts())
                .containsExactlyElementsOf(
                        IntStream.range(0, 300).mapToObj(i -> "while away " + i).toList());
    }

    @Test
    void asksForABacklogThatTheServerHoldsBack() {
        simulator.close();
        simulator = Simulator.builder()
                .offlineDelivery(OfflineDelivery.PULL)
                .build()
                .start();
        whatsApp.close();
        start(simulator);
        link();
        client.close();
        IntStream.range(0, 450).forEach(i -> ben.send(ADA, "backlog " + i));

        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();
        consumer.awaitText("backlog 449");
        consumer.await(StateEvent.OfflineDelivered.class);

        assertThat(consumer.texts())
                .containsExactlyElementsOf(
                        IntStream.range(0, 450).mapToObj(i -> "backlog " + i).toList());
    }

    @Test
    void asksTheSenderAgainForWhatCannotBeDecrypted() {
        link();
        ben.send(ADA, "before");
        consumer.awaitText("before");
        send(Jid.pn(BEN), "so that both sides have a session");
        ben.awaitText("so that both sides have a session", PATIENCE);
        store.inTransaction(transaction -> {
            transaction
                    .readAll(EntryKind.SESSION)
                    .keySet()
                    .forEach(name -> transaction.delete(EntryKind.SESSION, name));
            return true;
        });

        String id = ben.send(ADA, "lost at first");

        consumer.await(
                StoredEvent.MessageUndecryptable.class,
                event -> event.key().id().equals(id));
        assertThat(consumer.awaitText("lost at first").key().id()).isEqualTo(id);
        ben.send(ADA, "and on");
        consumer.awaitText("and on");
        assertThat(consumer.texts()).containsExactly("before", "lost at first", "and on");
    }

    @Test
    void keepsOrderThroughDroppedConnections() {
        link();
        int count = 200;

        for (int i = 0; i < count; i++) {
            ben.send(ADA, "m" + i);
            if (i % 50 == 25) {
                simulator.faults().drop(Optional.of(ADA));
            }
        }
        consumer.awaitText("m" + (count - 1));

        assertThat(consumer.texts())
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void aPhoneThatUnlinksEndsTheSessionForGood() {
        link();

        ada.unlink(ada.companions().getFirst());
        StateEvent.Disconnected event = consumer.await(
                StateEvent.Disconnected.class,
                disconnected -> disconnected.cause() instanceof DisconnectCause.LoggedOut);

        assertThat(event.retryIn()).isEmpty();
        assertThat(client.self()).as("credentials are erased").isEmpty();
    }

    @Test
    void logsOut() {
        link();

        assertThat(client.logout(PATIENCE)).isTrue();

        assertThat(ada.companions()).isEmpty();
        assertThat(client.self()).isEmpty();
    }

    @Test
    void aReplacedConnectionIsNotTakenBack() {
        link();

        simulator.faults().replaced(Optional.of(ADA));
        StateEvent.Disconnected event = consumer.await(
                StateEvent.Disconnected.class,
                disconnected -> disconnected.cause() instanceof DisconnectCause.StreamReplaced);

        assertThat(event.retryIn()).isEmpty();
        assertThat(client.self()).as("the link stays").isPresent();
    }

    @Test
    void aCorruptedFrameOnlyCostsTheConnection() {
        link();
        int before = consumer.events().size();

        simulator.faults().corruptFrame(Optional.of(ADA));
        ben.send(ADA, "after the corruption");
        consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);

        consumer.awaitText("after the corruption");
    }

    @Test
    void refusesAServerWithAnotherRoot() {
        byte[] otherRoot = simulator.rootKey();
        otherRoot[0] ^= 1;
        try (WhatsApp other = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(otherRoot))
                .withVersion("2.3000.1045649367"))) {
            WhatsAppClient deceived = other.client(new InMemoryDeviceStore(), consumer);
            deceived.connect();

            consumer.await(
                    StateEvent.Disconnected.class, event -> event.cause() instanceof DisconnectCause.ProtocolBroken);
            deceived.close();
        }
    }

    @Test
    void aVersionThatIsTooOldIsATypedEnd() {
        try (Simulator strict = Simulator.builder()
                        .minimumRevision(1_045_649_367)
                        .build()
                        .start();
                WhatsApp old = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                        .at(strict.webSocketUrl(), PublicKey.of(strict.rootKey()))
                        .withVersion("2.3000.1000000000"))) {
            WhatsAppClient outdated = old.client(new InMemoryDeviceStore(), consumer);
            outdated.connect();

            StateEvent.Disconnected event = consumer.await(StateEvent.Disconnected.class);
            assertThat(event.cause()).isEqualTo(new DisconnectCause.ClientOutdated("2.3000.1000000000"));
            assertThat(event.retryIn()).isEmpty();
            outdated.close();
        }
    }

    private void link() {
        link(client, consumer, ada);
    }

    private static void link(WhatsAppClient client, RecordingConsumer consumer, SimulatedPhone phone) {
        client.connect();
        phone.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    private String send(Jid to, String text) {
        String id = MessageIds.next(client.self().orElseThrow(), Clock.systemUTC(), new SecureRandom());
        SendResult result = client.send(List.of(OutgoingMessage.text(to, id, text)))
                .getFirst()
                .await(PATIENCE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        return id;
    }
}
