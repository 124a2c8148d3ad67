package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.client.event.HistoryKind;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.WhatsAppEvent;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.client.history.OldestMessage;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.InlineContact;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.proto.WebMessageInfo;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The phone's history, from the simulator's phone to the consumer.
class HistoryOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final RecordingConsumer consumer = new RecordingConsumer();
    private Simulator simulator;
    private SimulatedPhone ada;
    private WhatsAppConfig config;
    private WhatsApp whatsApp;
    private WhatsAppClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.builder().build().start();
        ada = simulator.createPhone(ADA, "Ada");
        config = WhatsAppConfig.whatsApp("Parley").at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()));
        open(config, consumer);
    }

    private void open(WhatsAppConfig how, EventConsumer into) {
        whatsApp = WhatsApp.create(how);
        client = whatsApp.client(store, into);
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    @Test
    void importsEveryMessageOfEveryDirectChatOnceAndNothingOfGroups() {
        History history = new HistoryGenerator(1, NOW).generate(60, 30);
        ada.remember(history);

        link();
        awaitAll(consumer);

        assertThat(imported(consumer)).isEqualTo(expected(history, 0));
        assertThat(arrived(consumer))
                .allSatisfy(event -> assertThat(event.messages()).allSatisfy(message -> {
                    assertThat(message.key().chat())
                            .isEqualTo(event.chat().person().preferred());
                    assertThat(message.content().isPresent() || message.remark().isPresent())
                            .isTrue();
                }));
        assertThat(pending()).isEmpty();
    }

    @Test
    void namesAreLearnedBeforeTheMessagesWhereverTheyStand() {
        ada.remember(new HistoryGenerator(2, NOW).generate(16, 30));

        link();
        awaitAll(consumer);

        List<Jid> chats = arrived(consumer).stream()
                .map(event -> event.chat().person())
                // Of each fourth only receipts tell, behind the message.
                .filter(person -> person.lid()
                        .filter(lid -> Long.parseLong(lid.user()) % 4 == 3)
                        .isEmpty())
                .map(Person::preferred)
                .toList();
        assertThat(chats).isNotEmpty().allMatch(Jid::isPn);
    }

    @Test
    void theNewestChatsComeFirst() {
        History history = new HistoryGenerator(3, NOW).generate(120, 30);
        ada.remember(history);

        link();
        awaitAll(consumer);

        List<WhatsAppEvent> events = consumer.events();
        StoredEvent.HistoryImported first = consumer.await(StoredEvent.HistoryImported.class);
        assertThat(first.kind()).isEqualTo(HistoryKind.INITIAL);
        Set<String> before = new HashSet<>();
        events.subList(0, events.indexOf(first)).forEach(event -> {
            if (event instanceof StoredEvent.HistoryChatArrived(HistoryChat chat)) {
                before.add(chat.name().orElseThrow());
            }
        });
        List<String> newest = history.chats().stream()
                .limit(50)
                .filter(chat -> !chat.getId().endsWith("@g.us"))
                .map(Conversation::getName)
                .toList();
        assertThat(before).containsExactlyInAnyOrderElementsOf(newest);
    }

    @Test
    void tellsHowTheOwnerKeepsTheChats() {
        ada.remember(new HistoryGenerator(4, NOW).generate(20, 2));

        link();
        awaitAll(consumer);

        assertThat(chat(0).pinnedAt()).isPresent();
        assertThat(chat(0).unread()).isPositive();
        assertThat(chat(1).pinnedAt()).isEmpty();
        assertThat(chat(1).name()).contains("Friend 1");
        assertThat(chat(1).older()).isEqualTo(HistoryChat.Older.NONE);
        assertThat(chat(5).mutedUntil()).as("in seconds").contains(NOW.plus(Duration.ofDays(1)));
        assertThat(chat(11).mutedUntil()).as("in milliseconds").contains(NOW.plus(Duration.ofDays(1)));
        assertThat(chat(9).expiresIn()).isEqualTo(Duration.ofDays(7));
        assertThat(chat(10).archived()).isTrue();
        assertThat(chat(12).markedUnread()).isTrue();
        assertThat(chat(13).mutedUntil()).isEmpty();
    }

    @Test
    void theOwnersNameAndOthersComeTooButNotTheOneThatMeansNone() {
        ada.remember(new HistoryGenerator(5, NOW).generate(10, 1));

        link();
        awaitAll(consumer);

        consumer.await(
                StoredEvent.PushNameChanged.class,
                event -> event.person().preferred().equals(Jid.pn(ADA))
                        && event.name().equals("Ada"));
        assertThat(consumer.events())
                .filteredOn(StoredEvent.PushNameChanged.class::isInstance)
                .extracting(event -> ((StoredEvent.PushNameChanged) event).name())
                .doesNotContain("-");
    }

    @Test
    void aPhoneWithoutHistorySaysSo() {
        link();
        awaitAll(consumer);

        assertThat(arrived(consumer)).isEmpty();
        ada.awaitReceipt(receipt -> receipt.type().equals("hist_sync"), PATIENCE);
    }

    @Test
    void everyPartIsConfirmedAndNothingComesTwiceAfterwards() {
        ada.remember(new HistoryGenerator(6, NOW).generate(5, 5));
        link();
        awaitAll(consumer);
        ada.awaitReceipt(receipt -> receipt.type().equals("hist_sync"), PATIENCE);
        int before = arrived(consumer).size();

        int seen = consumer.events().size();
        simulator.faults().drop(Optional.of(ADA));
        consumer.awaitAfter(seen, StateEvent.Connected.class, _ -> true);
        int mark = consumer.events().size();
        String id = simulator.createPhone("15550002222", "Ben").send(ADA, "after");
        consumer.awaitAfter(
                mark,
                StoredEvent.MessageArrived.class,
                event -> event.message().key().id().equals(id));

        assertThat(arrived(consumer)).hasSize(before);
    }

    @Test
    void whatAKillInterruptsIsTakenUpByTheNextProcess() throws Exception {
        History history = new HistoryGenerator(7, NOW).generate(40, 100);
        ada.remember(history);
        client.close();
        whatsApp.close();
        AtomicInteger stored = new AtomicInteger();
        CountDownLatch died = new CountDownLatch(1);
        RecordingConsumer dying = new RecordingConsumer();
        open(config, new EventConsumer() {
            @Override
            public void store(StoredEvent event) {
                if (event instanceof StoredEvent.HistoryMessagesArrived && stored.incrementAndGet() > 12) {
                    died.countDown();
                    throw new IllegalStateException("the process dies here");
                }
                dying.store(event);
            }

            @Override
            public void state(StateEvent event) {
                dying.state(event);
            }
        });
        client.connect();
        ada.scan(dying.await(StateEvent.QrCode.class).text());
        assertThat(died.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        ada.awaitReceipt(receipt -> receipt.type().equals("hist_sync"), PATIENCE);
        client.close();
        whatsApp.close();

        open(config, consumer);
        client.connect();
        // What failed waits a second before it is tried again, so the order may be another.
        consumer.await(StoredEvent.HistoryImported.class, event -> event.kind() == HistoryKind.INITIAL);
        for (int chunk : List.of(1, 2, 3)) {
            consumer.await(
                    StoredEvent.HistoryImported.class,
                    event -> event.kind() == HistoryKind.RECENT && event.chunk() == chunk);
        }

        assertThat(imported(consumer, dying))
                .as("no part was finished before, so all of them come whole")
                .isEqualTo(expected(history, 0));
        assertThat(pending()).isEmpty();
    }

    @Test
    void olderMessagesComeWhenTheyAreAskedForUntilThereAreNoMore() throws Exception {
        History history = new HistoryGenerator(8, NOW).generate(8, 60).keeping(45);
        ada.remember(history);
        link();
        awaitAll(consumer);
        assertThat(chat(1).older()).isEqualTo(HistoryChat.Older.ON_PHONE);

        for (int index : List.of(0, 1)) {
            Jid chat = chat(index).chat().person().preferred();
            assertThat(older(chat)).isEqualTo(new OlderMessages.Arrived(30, true));
            assertThat(older(chat)).isEqualTo(new OlderMessages.Arrived(15, false));
            assertThat(older(chat)).isEqualTo(new OlderMessages.NothingOlder());
            assertThat(imported(consumer).get(chat)).hasSize(60);
        }
    }

    @Test
    void aPhoneThatIsOfflineDoesNotAnswerAndItsLateAnswerIsStored() throws Exception {
        ada.remember(new HistoryGenerator(9, NOW).generate(1, 10).keeping(5));
        link();
        awaitAll(consumer);
        Jid chat = chat(0).chat().person().preferred();

        ada.goOffline();
        assertThat(older(chat)).isEqualTo(new OlderMessages.NoAnswer());
        int seen = consumer.events().size();
        ada.goOnline();

        consumer.awaitAfter(seen, StoredEvent.HistoryImported.class, event -> event.kind() == HistoryKind.ON_DEMAND);
        assertThat(imported(consumer).get(chat)).hasSize(10);
    }

    @Test
    void whoWantsEverythingGetsTheFullHistory() {
        client.close();
        whatsApp.close();
        History history = new HistoryGenerator(10, NOW).generate(10, 20);
        ada.remember(history);
        open(config.withHistory(HistoryWish.FULL), consumer);

        link();
        awaitAll(consumer);
        consumer.await(
                StoredEvent.HistoryImported.class, event -> event.kind() == HistoryKind.FULL && event.percent() == 100);

        assertThat(imported(consumer)).isEqualTo(expected(history, 0));
    }

    @Test
    void whatThePhoneKeptAsMessagesOfTheirOwnChangesTheMessagesBeforeThem() {
        String ben = BEN + "@s.whatsapp.net";
        Conversation chat = Conversation.newBuilder()
                .setId(ben)
                .setName("Ben")
                .setEphemeralExpiration(86_400)
                .setEphemeralSettingTimestamp(NOW.getEpochSecond() - 1000)
                // Newest first, as phones do.
                .addMessages(entry("R1", false, 6, reaction("M1", false, "👍")))
                .addMessages(entry("E2", false, 5, edit("M1", false, "not Ben's to edit")))
                .addMessages(entry("D1", false, 4, deletion("M2")))
                .addMessages(entry("E1", true, 3, edit("M1", true, "hello Ben")))
                .addMessages(entry("M2", false, 2, Message.newBuilder().setConversation("oops")))
                .addMessages(entry("M1", true, 1, Message.newBuilder().setConversation("helo Ben")))
                .build();
        ada.remember(History.of(List.of(chat)));

        link();
        awaitAll(consumer);

        MessageKey mine = new MessageKey(Jid.pn(BEN), Jid.pn(ADA), "M1");
        MessageKey theirs = new MessageKey(Jid.pn(BEN), Jid.pn(BEN), "M2");
        List<StoredEvent> told = consumer.events().stream()
                .filter(StoredEvent.class::isInstance)
                .map(StoredEvent.class::cast)
                .dropWhile(event -> !(event instanceof StoredEvent.HistoryMessagesArrived))
                .takeWhile(event -> !(event instanceof StoredEvent.HistoryChatArrived))
                .toList();
        assertThat(told).hasSize(4);
        assertThat(told.get(0))
                .isInstanceOfSatisfying(
                        StoredEvent.HistoryMessagesArrived.class,
                        arrived -> assertThat(arrived.messages())
                                .extracting(message -> message.key().id())
                                .containsExactly("M2", "M1"));
        assertThat(told.get(1)).isInstanceOfSatisfying(StoredEvent.MessageEdited.class, edited -> {
            assertThat(edited.target()).isEqualTo(mine);
            assertThat(edited.fromMe()).isTrue();
            assertThat(edited.content()).isEqualTo(Content.Text.of("hello Ben"));
        });
        assertThat(told.get(2)).isInstanceOfSatisfying(StoredEvent.MessageDeleted.class, deleted -> {
            assertThat(deleted.target()).isEqualTo(theirs);
            assertThat(deleted.deletedAt()).isEqualTo(NOW.plusSeconds(4));
        });
        assertThat(told.get(3)).isInstanceOfSatisfying(StoredEvent.ReactionChanged.class, reacted -> {
            assertThat(reacted.target()).isEqualTo(mine);
            assertThat(reacted.fromMe()).isFalse();
            assertThat(reacted.emoji()).isEqualTo("👍");
        });
    }

    @Test
    void whatIsSentInAChatOfTheHistoryDisappearsAsTheChatSays() {
        ada.remember(History.of(List.of(Conversation.newBuilder()
                .setId(BEN + "@s.whatsapp.net")
                .setEphemeralExpiration(86_400)
                .setEphemeralSettingTimestamp(NOW.getEpochSecond())
                .build())));
        SimulatedPhone ben = simulator.createPhone(BEN, "Ben");
        link();
        awaitAll(consumer);

        client.send(List.of(OutgoingMessage.text(Jid.pn(BEN), "3EB0AA", "gone tomorrow")))
                .getFirst()
                .await(PATIENCE);

        Message sent = ben.awaitText("gone tomorrow", PATIENCE).content();
        assertThat(sent.getExtendedTextMessage().getContextInfo().getExpiration())
                .isEqualTo(86_400);
    }

    @Test
    void theOwnersNamesForPeopleComeWithTheFirstChats() {
        ada.remember(History.EMPTY.calling(List.of(
                InlineContact.newBuilder()
                        .setPnJid(BEN + "@s.whatsapp.net")
                        .setLidJid("100000000000777@lid")
                        .setFullName("Ben Example")
                        .setFirstName("Ben")
                        .build(),
                InlineContact.newBuilder()
                        .setPnJid("15550003333@s.whatsapp.net")
                        .build())));

        link();
        awaitAll(consumer);

        List<StoredEvent.AppStateChanged> names = consumer.events().stream()
                .filter(StoredEvent.AppStateChanged.class::isInstance)
                .map(StoredEvent.AppStateChanged.class::cast)
                .filter(event -> event.change() instanceof AppStateChange.ContactNamed)
                .toList();
        assertThat(names)
                .containsExactly(new StoredEvent.AppStateChanged(
                        new AppStateChange.ContactNamed(
                                new Person(Optional.of(Jid.pn(BEN)), Optional.of(Jid.lid("100000000000777"))),
                                Optional.of("Ben Example"),
                                Optional.of("Ben")),
                        Instant.EPOCH,
                        true));
    }

    @Test
    void aPartThatCannotBeStoredIsGivenUpAfterSixteenAttempts() {
        client.close();
        whatsApp.close();
        ada.remember(new HistoryGenerator(11, NOW).generate(1, 1));
        AtomicInteger attempts = new AtomicInteger();
        HastyTime time = new HastyTime();
        whatsApp = WhatsApp.create(config, time, PairingTimings.USUAL, time.timer());
        client = whatsApp.client(store, new EventConsumer() {
            @Override
            public void store(StoredEvent event) {
                if (event instanceof StoredEvent.HistoryChatArrived) {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("meant to fail");
                }
                consumer.store(event);
            }

            @Override
            public void state(StateEvent event) {
                consumer.state(event);
            }
        });
        link();

        StoredEvent.HistoryLost initial =
                consumer.await(StoredEvent.HistoryLost.class, lost -> lost.kind() == HistoryKind.INITIAL);
        consumer.await(StoredEvent.HistoryLost.class, lost -> lost.kind() == HistoryKind.RECENT);

        assertThat(initial.reason()).isEqualTo(HistoryFailure.NOT_STORED);
        assertThat(attempts).as("sixteen for each of the two parts with a chat").hasValue(32);
        assertThat(pending()).isEmpty();
    }

    /// @param seconds after NOW
    private static HistorySyncMsg entry(String id, boolean fromMe, int seconds, Message.Builder message) {
        return HistorySyncMsg.newBuilder()
                .setMessage(WebMessageInfo.newBuilder()
                        .setKey(key(id, fromMe))
                        .setMessageTimestamp(NOW.getEpochSecond() + seconds)
                        .setMessage(message))
                .build();
    }

    private static dev.parley.whatsapp.proto.MessageKey key(String id, boolean fromMe) {
        return dev.parley.whatsapp.proto.MessageKey.newBuilder()
                .setRemoteJid(BEN + "@s.whatsapp.net")
                .setFromMe(fromMe)
                .setId(id)
                .build();
    }

    private static Message.Builder reaction(String id, boolean fromMe, String emoji) {
        return Message.newBuilder()
                .setReactionMessage(ReactionMessage.newBuilder()
                        .setKey(key(id, fromMe))
                        .setText(emoji)
                        .setSenderTimestampMs(NOW.toEpochMilli()));
    }

    private static Message.Builder edit(String id, boolean fromMe, String text) {
        return Message.newBuilder()
                .setProtocolMessage(ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                        .setKey(key(id, fromMe))
                        .setEditedMessage(Message.newBuilder().setConversation(text)));
    }

    private static Message.Builder deletion(String id) {
        return Message.newBuilder()
                .setProtocolMessage(ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.REVOKE)
                        .setKey(key(id, true)));
    }

    private void link() {
        client.connect();
        ada.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    private static void awaitAll(RecordingConsumer consumer) {
        consumer.await(
                StoredEvent.HistoryImported.class,
                event -> event.kind() == HistoryKind.RECENT && event.percent() == 100);
    }

    private OlderMessages older(Jid chat) throws Exception {
        HistoryMessage oldest = arrived(consumer).stream()
                .filter(event -> event.chat().person().preferred().equals(chat))
                .flatMap(event -> event.messages().stream())
                .min(Comparator.comparing(HistoryMessage::timestamp))
                .orElseThrow();
        return client.history()
                .older(chat, new OldestMessage(oldest.key().id(), oldest.fromMe(), oldest.timestamp()), 30)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private HistoryChat chat(int index) {
        return consumer.await(
                        StoredEvent.HistoryChatArrived.class,
                        event -> event.chat()
                                .name()
                                .filter(("Friend " + index)::equals)
                                .isPresent())
                .chat();
    }

    private Set<String> pending() {
        return store.inTransaction(transaction -> {
            Set<String> names =
                    new HashSet<>(transaction.readAll(EntryKind.HISTORY_TASK).keySet());
            names.addAll(transaction.readAll(EntryKind.HISTORY_CHUNK).keySet());
            return names;
        });
    }

    private static List<StoredEvent.HistoryMessagesArrived> arrived(RecordingConsumer consumer) {
        return consumer.events().stream()
                .filter(StoredEvent.HistoryMessagesArrived.class::isInstance)
                .map(StoredEvent.HistoryMessagesArrived.class::cast)
                .toList();
    }

    /// The ids by chat that a consumer got, names put together as it and others learned them.
    private static Map<Jid, Set<String>> imported(RecordingConsumer consumer, RecordingConsumer... others) {
        Map<Jid, Jid> numbers = new HashMap<>();
        Stream.concat(Stream.of(consumer), Stream.of(others))
                .flatMap(each -> each.events().stream())
                .forEach(event -> {
                    if (event instanceof StoredEvent.LidMapped(Jid lid, Jid pn)) {
                        numbers.put(lid, pn);
                    }
                });
        List<HistoryMessage> messages = arrived(consumer).stream()
                .flatMap(event -> event.messages().stream())
                .toList();
        Map<Jid, Set<String>> byChat = new HashMap<>();
        messages.stream()
                .map(HistoryMessage::key)
                .forEach((MessageKey key) -> byChat.computeIfAbsent(
                                numbers.getOrDefault(key.chat(), key.chat()), _ -> new HashSet<>())
                        .add(key.id()));
        return byChat;
    }

    private static Map<Jid, Set<String>> expected(History history, int kept) {
        Map<Jid, Set<String>> byChat = new HashMap<>();
        int index = 0;
        for (Conversation chat : history.chats()) {
            if (chat.getId().endsWith("@g.us")) {
                continue;
            }
            byChat.put(
                    Jid.pn(Long.toString(15550100000L + index)),
                    new HashSet<>(chat.getMessagesList().stream()
                            .limit(chat.getMessagesCount() - kept)
                            .map(HistorySyncMsg::getMessage)
                            .map(WebMessageInfo::getKey)
                            .map(dev.parley.whatsapp.proto.MessageKey::getId)
                            .toList()));
            index++;
        }
        return byChat;
    }
}
