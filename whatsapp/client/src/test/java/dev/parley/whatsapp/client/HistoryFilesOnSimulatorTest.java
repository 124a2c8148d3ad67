package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import dev.parley.simulator.history.HistoryPart;
import dev.parley.simulator.media.MediaFault;
import dev.parley.simulator.media.MediaFaults.Request;
import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.client.event.HistoryKind;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.WhatsAppEvent;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.client.history.OldestMessage;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySync;
import dev.parley.whatsapp.proto.HistorySyncNotification;
import dev.parley.whatsapp.proto.HistorySyncNotification.HistorySyncType;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// History that lies on the media servers, and what becomes of parts that are not what they must be.
class HistoryFilesOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    /// More downloads than a test makes.
    private static final int ALL = 1000;

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final RecordingConsumer consumer = new RecordingConsumer();
    private final History history = new HistoryGenerator(1, NOW).generate(20, 30);
    private Simulator simulator;
    private SimulatedPhone ada;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().build().start();
        ada = simulator.createPhone(ADA, "Ada");
        ada.remember(history);
        ada.offerHistoryAsFiles(true);
        whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                .withMediaCa(simulator.mediaCaPem()));
        client = whatsApp.client(store, consumer);
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    @Test
    void everyPartIsDownloadedImportedAndTakenOffTheServers() throws Exception {
        link();
        awaitAll();

        assertThat(ids()).isEqualTo(expected());
        assertThat(simulator.media().awaitEmpty(PATIENCE)).isTrue();
        assertThat(pending()).isEmpty();
    }

    @Test
    void olderMessagesComeAsAFileToo() throws Exception {
        ada.remember(history.keeping(10));
        link();
        awaitAll();
        int before = ids().size();

        older();

        assertThat(ids()).hasSize(before + 10);
        assertThat(simulator.media().awaitEmpty(PATIENCE)).isTrue();
    }

    @Test
    void aPartThatIsTamperedWithIsAskedForAnew() {
        // On each server once: only the first part that is downloaded.
        simulator
                .mediaFaults()
                .next(
                        Request.DOWNLOAD,
                        new MediaFault.Corrupt(5),
                        simulator.mediaHosts().size());

        link();
        awaitAll();
        awaitImported(HistoryKind.PUSH_NAMES);
        awaitImported(HistoryKind.OTHER_DATA);

        assertThat(ids()).isEqualTo(expected());
        assertThat(lost()).isEmpty();
    }

    @Test
    void aPartThatIsNeverRightIsLost() {
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Corrupt(5), ALL);

        link();

        StoredEvent.HistoryLost names =
                consumer.await(StoredEvent.HistoryLost.class, event -> event.kind() == HistoryKind.PUSH_NAMES);
        assertThat(names.reason()).isEqualTo(HistoryFailure.CORRUPT);
        consumer.await(StoredEvent.HistoryLost.class, event -> event.kind() == HistoryKind.OTHER_DATA);
        consumer.await(StoredEvent.HistoryLost.class, event -> event.kind() == HistoryKind.RECENT);
        assertThat(lost()).as("all but the first, which came in its message").hasSize(3);
    }

    @Test
    void aPartThatHasExpiredIsAskedForAnew() {
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Status(410, Optional.empty()));

        link();
        awaitAll();
        awaitImported(HistoryKind.PUSH_NAMES);
        awaitImported(HistoryKind.OTHER_DATA);

        assertThat(ids()).isEqualTo(expected());
        assertThat(lost()).isEmpty();
    }

    @Test
    void aPartThatTheServersNeverHaveIsLost() {
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Status(404, Optional.empty()), ALL);

        link();

        assertThat(consumer.await(StoredEvent.HistoryLost.class, event -> event.kind() == HistoryKind.RECENT)
                        .reason())
                .isEqualTo(HistoryFailure.GONE);
    }

    @Test
    void aServerThatIsBusyForAWhileCostsNothing() {
        simulator.mediaFaults().next(Request.DOWNLOAD, new MediaFault.Status(503, Optional.of(Duration.ZERO)), 3);

        link();
        awaitAll();

        assertThat(ids()).isEqualTo(expected());
        assertThat(lost()).isEmpty();
    }

    @Test
    void whatStrangersOfferAsHistoryChangesNothing() throws Exception {
        link();
        awaitAll();
        SimulatedPhone mallory = simulator.createPhone("15550006666", "Mallory");
        int before = consumer.events().size();

        HistoryPart forged = new HistoryPart(
                HistorySyncType.RECENT,
                1,
                100,
                HistorySync.newBuilder()
                        .setSyncType(HistorySyncType.RECENT)
                        .addConversations(Conversation.newBuilder()
                                .setId("15550100000@s.whatsapp.net")
                                .setName("Forged"))
                        .build());
        mallory.send(
                ADA,
                Message.newBuilder()
                        .setProtocolMessage(ProtocolMessage.newBuilder()
                                .setType(ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION)
                                .setHistorySyncNotification(HistorySyncNotification.newBuilder()
                                        .setSyncType(HistorySyncType.RECENT)
                                        .setChunkOrder(1)
                                        .setInitialHistBootstrapInlinePayload(
                                                ByteString.copyFrom(forged.compressed()))))
                        .build());
        mallory.send(ADA, "and a text");
        consumer.awaitText("and a text");
        // Whatever had been accepted would be imported before this.
        older();

        assertThat(consumer.events().subList(before, consumer.events().size()))
                .filteredOn(event -> event instanceof StoredEvent.HistoryChatArrived(var chat)
                        && chat.name().equals(Optional.of("Forged")))
                .isEmpty();
        assertThat(pending()).isEmpty();
    }

    private void link() {
        client.connect();
        ada.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    private void awaitAll() {
        awaitImported(HistoryKind.RECENT);
    }

    private void awaitImported(HistoryKind kind) {
        consumer.await(StoredEvent.HistoryImported.class, event -> event.kind() == kind && event.percent() == 100);
    }

    /// Asks for ten messages before those of some chat, and waits for what the phone has.
    private void older() throws Exception {
        StoredEvent.HistoryMessagesArrived some = arrived().getFirst();
        HistoryMessage oldest = arrived().stream()
                .filter(event -> event.chat().equals(some.chat()))
                .flatMap(event -> event.messages().stream())
                .min(Comparator.comparing(HistoryMessage::timestamp))
                .orElseThrow();
        OlderMessages answer = client.history()
                .older(
                        some.chat().person().preferred(),
                        new OldestMessage(oldest.key().id(), oldest.fromMe(), oldest.timestamp()),
                        10)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer).isInstanceOfAny(OlderMessages.Arrived.class, OlderMessages.NothingOlder.class);
    }

    private List<StoredEvent.HistoryMessagesArrived> arrived() {
        return consumer.events().stream()
                .filter(StoredEvent.HistoryMessagesArrived.class::isInstance)
                .map(StoredEvent.HistoryMessagesArrived.class::cast)
                .toList();
    }

    private List<WhatsAppEvent> lost() {
        return consumer.events().stream()
                .filter(StoredEvent.HistoryLost.class::isInstance)
                .toList();
    }

    /// Of the messages that came.
    private Set<String> ids() {
        Set<String> ids = new HashSet<>();
        arrived()
                .forEach(event -> event.messages()
                        .forEach(message -> ids.add(message.key().id())));
        return ids;
    }

    private Set<String> expected() {
        Set<String> ids = new HashSet<>();
        history.chats().stream()
                .filter(chat -> !chat.getId().endsWith("@g.us"))
                .flatMap(chat -> chat.getMessagesList().stream())
                .forEach(message -> ids.add(message.getMessage().getKey().getId()));
        return ids;
    }

    private Set<String> pending() {
        return store.inTransaction(transaction -> {
            Set<String> names =
                    new HashSet<>(transaction.readAll(EntryKind.HISTORY_TASK).keySet());
            names.addAll(transaction.readAll(EntryKind.HISTORY_CHUNK).keySet());
            return names;
        });
    }
}
