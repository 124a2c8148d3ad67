package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.Addressing;
import dev.parley.simulator.AppStateFaults;
import dev.parley.simulator.SeenStanza;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.simulator.media.MediaFault;
import dev.parley.simulator.media.MediaFaults;
import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.client.appstate.WriteResult;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.AppStateChange.ChatArchived;
import dev.parley.whatsapp.client.event.AppStateChange.ChatCleared;
import dev.parley.whatsapp.client.event.AppStateChange.ChatDeleted;
import dev.parley.whatsapp.client.event.AppStateChange.ChatMarkedRead;
import dev.parley.whatsapp.client.event.AppStateChange.ChatMarkedUnread;
import dev.parley.whatsapp.client.event.AppStateChange.ChatMuted;
import dev.parley.whatsapp.client.event.AppStateChange.ChatPinned;
import dev.parley.whatsapp.client.event.AppStateChange.ContactNamed;
import dev.parley.whatsapp.client.event.AppStateChange.ContactRemoved;
import dev.parley.whatsapp.client.event.AppStateChange.LinkPreviewsDisabled;
import dev.parley.whatsapp.client.event.AppStateChange.LocaleChanged;
import dev.parley.whatsapp.client.event.AppStateChange.MessageDeletedForMe;
import dev.parley.whatsapp.client.event.AppStateChange.MessageStarred;
import dev.parley.whatsapp.client.event.AppStateChange.OwnNameChanged;
import dev.parley.whatsapp.client.event.AppStateChange.UnarchiveChatsSet;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.StoredEvent.AppStateChanged;
import dev.parley.whatsapp.client.pairing.PairingTimings;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.StarAction;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// App state between the engine, a phone that checks every MAC, and a server that can read nothing.
class AppStateOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final Instant SENT_AT = Instant.ofEpochSecond(1_700_000_000);

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
        ada = simulator.createPhone(ADA, "Ada");
        ben = simulator.createPhone(BEN, "Ben");
        whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
                .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                .withMediaCa(simulator.mediaCaPem()));
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
        assertThat(ada.appState().rejected()).as("the phone checks every MAC").isEmpty();
    }

    @Test
    void readsEverythingAfterLinkingAndTakesItForNoNews() {
        ada.appState().archive(BEN, true);
        ada.appState().nameContact(BEN, "Ben Example", "Ben");
        ada.appState().unarchiveChats(true);
        link();
        consumer.await(StateEvent.AppStateSynced.class);

        assertThat(awaited(OwnNameChanged.class).initial()).isTrue();
        assertThat(change(OwnNameChanged.class).name()).isEqualTo("Ada");
        assertThat(change(LocaleChanged.class).locale()).isEqualTo("en_US");
        assertThat(awaited(ChatArchived.class).initial()).isTrue();
        assertThat(change(ContactNamed.class))
                .isEqualTo(new ContactNamed(bensPerson(), Optional.of("Ben Example"), Optional.of("Ben")));
        await(UnarchiveChatsSet.class, UnarchiveChatsSet::unarchive);
    }

    @ParameterizedTest
    @EnumSource(Addressing.class)
    void seesWhatTheOwnerDoesOnThePhone(Addressing addressing) {
        ada.useAddressing(addressing);
        linkAndSync();
        ada.appState().nameContact(BEN, "Ben", "Ben");
        await(ContactNamed.class, _ -> true);

        ada.appState().archive(BEN, true);
        assertThat(await(ChatArchived.class, ChatArchived::archived).chat()).isEqualTo(bensChat());
        ada.appState().archive(BEN, false);
        await(ChatArchived.class, archived -> !archived.archived());
        ada.appState().pin(BEN, true);
        assertThat(await(ChatPinned.class, ChatPinned::pinned).chat()).isEqualTo(bensChat());
        ada.appState().mute(BEN, Optional.of(SENT_AT));
        assertThat(await(ChatMuted.class, ChatMuted::muted).until()).contains(SENT_AT);
        ada.appState().mute(BEN, Optional.empty());
        await(ChatMuted.class, mute -> mute.muted() && mute.until().isEmpty());
        ada.appState().unmute(BEN);
        await(ChatMuted.class, mute -> !mute.muted());
        ada.appState().markRead(BEN, false);
        await(ChatMarkedUnread.class, _ -> true);
        ada.appState().markRead(BEN, true);
        await(ChatMarkedRead.class, _ -> true);
        ada.appState().star(BEN, "M1", false, true);
        assertThat(await(MessageStarred.class, MessageStarred::starred).key())
                .isEqualTo(new MessageKey(Jid.pn(BEN), Jid.pn(BEN), "M1"));
        ada.appState().star(BEN, "M2", true, false);
        assertThat(await(MessageStarred.class, star -> !star.starred()).key())
                .isEqualTo(new MessageKey(Jid.pn(BEN), Jid.pn(ADA), "M2"));
        ada.appState().deleteForMe(BEN, "M1", false, SENT_AT);
        assertThat(await(MessageDeletedForMe.class, _ -> true).sentAt()).contains(SENT_AT);
        ada.appState().clearChat(BEN);
        assertThat(await(ChatCleared.class, _ -> true).starred()).isTrue();
        ada.appState().deleteChat(BEN);
        await(ChatDeleted.class, ChatDeleted::media);
        ada.appState().removeContact(BEN);
        await(ContactRemoved.class, _ -> true);
        ada.appState().setPushName("Ada L.");
        await(OwnNameChanged.class, name -> name.name().equals("Ada L."));
        ada.appState().disableLinkPreviews(true);
        await(LinkPreviewsDisabled.class, LinkPreviewsDisabled::disabled);

        assertThat(awaited(ChatPinned.class).initial()).as("news").isFalse();
    }

    @ParameterizedTest
    @EnumSource(Addressing.class)
    void doesEverythingOnThePhoneToo(Addressing addressing) throws Exception {
        ada.useAddressing(addressing);
        linkAndSync();
        ada.appState().nameContact(BEN, "Ben", "Ben");
        await(ContactNamed.class, _ -> true);
        Jid bens = Jid.pn(BEN);
        String name = (addressing == Addressing.LID ? ben.lid() : bens).toString();
        MessageKey fromBen = new MessageKey(bens, bens, "M1");
        MessageRange range = MessageRange.upTo(fromBen, false, SENT_AT);

        written(client.appState().pin(bens, true));
        assertThat(onPhone(ActionType.PIN, name).getPinAction().getPinned()).isTrue();
        written(client.appState().archive(bens, true, range));
        var archive = onPhone(ActionType.ARCHIVE, name).getArchiveChatAction();
        assertThat(archive.getArchived()).isTrue();
        assertThat(archive.getMessageRange().getMessages(0).getKey().getId()).isEqualTo("M1");
        assertThat(onPhone(ActionType.PIN, name).getPinAction().getPinned())
                .as("archived chats are not pinned")
                .isFalse();
        written(client.appState().mute(bens, Optional.of(SENT_AT)));
        assertThat(onPhone(ActionType.MUTE, name).getMuteAction().getMuteEndTimestamp())
                .isEqualTo(SENT_AT.toEpochMilli());
        written(client.appState().unmute(bens));
        assertThat(onPhone(ActionType.MUTE, name).getMuteAction().getMuted()).isFalse();
        written(client.appState().markUnread(bens, range));
        assertThat(onPhone(ActionType.MARK_CHAT_AS_READ, name)
                        .getMarkChatAsReadAction()
                        .getRead())
                .isFalse();
        written(client.appState().markRead(bens, range));
        assertThat(onPhone(ActionType.MARK_CHAT_AS_READ, name)
                        .getMarkChatAsReadAction()
                        .getRead())
                .isTrue();
        written(client.appState().star(fromBen, false, true));
        assertThat(onPhone(ActionType.STAR, name, "M1", "0", "0")
                        .getStarAction()
                        .getStarred())
                .isTrue();
        written(client.appState().deleteForMe(fromBen, false, SENT_AT, true));
        assertThat(onPhone(ActionType.DELETE_MESSAGE_FOR_ME, name, "M1", "0", "0")
                        .getDeleteMessageForMeAction()
                        .getMessageTimestamp())
                .isEqualTo(SENT_AT.getEpochSecond());
        written(client.appState().clearChat(bens, true, false, range));
        assertThat(onPhone(ActionType.CLEAR_CHAT, name, "1", "0").hasClearChatAction())
                .isTrue();
        written(client.appState().deleteChat(bens, true, range));
        assertThat(onPhone(ActionType.DELETE_CHAT, name, "1").hasDeleteChatAction())
                .isTrue();
        written(client.appState().nameContact(bens, "Ben E.", Optional.of("Ben"), true));
        var contact = onPhone(ActionType.CONTACT, bens.toString()).getContactAction();
        assertThat(contact.getFullName()).isEqualTo("Ben E.");
        assertThat(contact.getLidJid()).isEqualTo(ben.lid().toString());
        written(client.appState().setOwnName("Ada at work"));
        assertThat(onPhone(ActionType.PUSH_NAME).getPushNameSetting().getName()).isEqualTo("Ada at work");
        assertThat(ada.name()).isEqualTo("Ada at work");
        written(client.appState().removeContact(bens));
        assertThat(ada.appState().awaitInStep(ActionType.CONTACT, PATIENCE, bens.toString()))
                .isEmpty();
    }

    @Test
    void writesTheRecordThatExistsUnderTheOtherName() throws Exception {
        ada.useAddressing(Addressing.PN);
        ada.appState().nameContact(BEN, "Ben", "Ben");
        ada.appState().archive(BEN, true);
        ada.useAddressing(Addressing.LID);
        linkAndSync();

        written(client.appState().archive(ben.lid(), false, MessageRange.ALL));

        assertThat(onPhone(ActionType.ARCHIVE, Jid.pn(BEN).toString())
                        .getArchiveChatAction()
                        .getArchived())
                .isFalse();
        assertThat(ada.appState().record(ActionType.ARCHIVE, ben.lid().toString()))
                .as("no second record")
                .isEmpty();
    }

    @Test
    void keepsTwoCompanionsInStep() throws Exception {
        linkAndSync();
        RecordingConsumer other = new RecordingConsumer();
        WhatsAppClient second = whatsApp.client(new InMemoryDeviceStore(), other);
        toClose.add(second);
        link(second, other);
        other.await(StateEvent.AppStateSynced.class);

        written(client.appState().pin(Jid.pn(BEN), true));
        await(other, ChatPinned.class, ChatPinned::pinned);
        written(second.appState().pin(Jid.pn(BEN), false));
        await(consumer, ChatPinned.class, pin -> !pin.pinned());
        List<CompletableFuture<WriteResult>> both = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            both.add(client.appState().star(new MessageKey(Jid.pn(BEN), Jid.pn(BEN), "A" + i), false, true));
            both.add(second.appState().star(new MessageKey(Jid.pn(BEN), Jid.pn(BEN), "B" + i), false, true));
        }
        for (CompletableFuture<WriteResult> each : both) {
            written(each);
        }
        for (RecordingConsumer each : List.of(consumer, other)) {
            IntStream.range(0, 20).forEach(i -> {
                await(each, MessageStarred.class, star -> star.key().id().equals("A" + i));
                await(each, MessageStarred.class, star -> star.key().id().equals("B" + i));
            });
        }
        assertThat(ada.appState().byCompanions().stream()
                        .filter(action -> action.index().action().equals("star")))
                .as("each once, whatever the conflicts")
                .hasSize(40);
    }

    @Test
    void retriesConflicts() throws Exception {
        linkAndSync();
        ada.appState().faults().next(AppStateFaults.Kind.CONFLICT, 3);

        written(client.appState().pin(Jid.pn(BEN), true));

        assertThat(pinsByCompanions()).isEqualTo(1);
    }

    @Test
    void triesAgainWhenTheServerCannot() throws Exception {
        linkAndSync();
        ada.appState().faults().errors(500, 2);

        written(client.appState().pin(Jid.pn(BEN), true));

        assertThat(pinsByCompanions()).isEqualTo(1);
    }

    @Test
    void saysThatWhatsAppDoesNotTakeAChange() throws Exception {
        linkAndSync();
        ada.appState().faults().errors(400, 1);

        WriteResult result = client.appState().pin(Jid.pn(BEN), true).get(30, TimeUnit.SECONDS);

        assertThat(result).isEqualTo(new WriteResult.Refused(400));
        written(client.appState().pin(Jid.pn(BEN), true));
    }

    @Test
    void losesAndDoublesNothingWhenTheConnectionEndsBetweenAPatchAndItsAnswer() throws Exception {
        linkAndSync();
        ada.appState().faults().next(AppStateFaults.Kind.CUT_AFTER_UPLOAD, 1);

        written(client.appState().pin(Jid.pn(BEN), true));

        assertThat(pinsByCompanions()).isEqualTo(1);
        await(ChatPinned.class, ChatPinned::pinned);
    }

    @Test
    void losesNothingThatWasWantedWithoutAConnection() {
        linkAndSync();
        client.close();
        consumer.await(StateEvent.Disconnected.class);
        CompletableFuture<WriteResult> wanted = client.appState().pin(Jid.pn(BEN), true);
        assertThat(wanted).isNotDone();

        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();

        await(ChatPinned.class, ChatPinned::pinned);
        assertThat(awaited(ChatPinned.class).initial()).isFalse();
        assertThat(pinsByCompanions()).isEqualTo(1);
    }

    @Test
    void catchesUpOnWhatHappenedWhileAway() {
        linkAndSync();
        client.close();
        consumer.await(StateEvent.Disconnected.class);
        ada.appState().faults().pageSize(1);
        IntStream.range(0, 12).forEach(i -> ada.appState().star(BEN, "M" + i, true, true));

        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();

        await(MessageStarred.class, star -> star.key().id().equals("M11"));
        assertThat(changes(MessageStarred.class).stream().map(star -> star.key().id()))
                .as("in order, from pages of one patch")
                .containsExactlyElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "M" + i).toList());
    }

    @Test
    void asksForKeysThatThePhoneDidNotShare() {
        linkAndSync();

        ada.appState().rotateKey(false);
        ada.appState().pin(BEN, true);

        await(ChatPinned.class, ChatPinned::pinned);
        assertThat(ada.appState().keyRequests()).isEqualTo(1);
    }

    @Test
    void writesUnderTheNewestKey() throws Exception {
        linkAndSync();
        written(client.appState().pin(Jid.pn(BEN), true));

        ada.appState().rotateKey(true);
        ada.appState().archive(BEN, false);
        await(ChatArchived.class, _ -> true);
        written(client.appState().pin(Jid.pn(BEN), false));

        assertThat(pinsByCompanions()).isEqualTo(2);
    }

    @Test
    void asksAnotherCompanionForAKeyWhenThePhoneIsSilent() throws Exception {
        linkAndSync();
        RecordingConsumer other = new RecordingConsumer();
        ada.appState().shareKeysWithNewCompanions(false);
        ada.appState().answerKeyRequests(false);
        WhatsAppClient second = whatsApp.client(new InMemoryDeviceStore(), other);
        toClose.add(second);
        link(second, other);
        // Only this key is shared with it, so that it learns that others exist.
        ada.appState().rotateKey(true);

        other.await(StateEvent.AppStateSynced.class);
    }

    @Test
    void readsAfreshWhatDoesNotFit() {
        linkAndSync();
        ada.appState().faults().next(AppStateFaults.Kind.BAD_PATCH_MAC, 1);

        ada.appState().pin(BEN, true);

        await(ChatPinned.class, ChatPinned::pinned);
        assertThat(awaited(ChatPinned.class).initial())
                .as("all of it again, so no news")
                .isTrue();
        assertThat(ada.appState().recoveries()).isZero();
    }

    @Test
    void asksThePhoneForWhatCannotBeReadFromTheStartEither() throws Exception {
        linkAndSync();
        ada.appState().faults().next(AppStateFaults.Kind.BAD_PATCH_MAC, 2);

        ada.appState().pin(BEN, true);

        await(ChatPinned.class, ChatPinned::pinned);
        assertThat(ada.appState().recoveries()).isEqualTo(1);
        written(client.appState().pin(Jid.pn(BEN), false));
    }

    @Test
    void fetchesAMissingPatch() {
        linkAndSync();
        ada.appState().faults().next(AppStateFaults.Kind.MISSING_PATCH, 1);

        ada.appState().pin(BEN, true);

        await(ChatPinned.class, ChatPinned::pinned);
        assertThat(awaited(ChatPinned.class).initial())
                .as("it came the second time")
                .isFalse();
    }

    @Test
    void readsSnapshotsFromTheMediaServers() throws Exception {
        ada.appState().serveSnapshots(true);
        IntStream.range(0, 30).forEach(i -> ada.appState().star(BEN, "M" + i, true, i % 2 == 0));
        ada.appState().nameContact(BEN, "Ben", "Ben");
        ada.appState().removeContact(BEN);
        linkAndSync();

        assertThat(changes(MessageStarred.class)).hasSize(30);
        assertThat(changes(ContactNamed.class)).as("removed before").isEmpty();
        written(client.appState().star(new MessageKey(Jid.pn(BEN), Jid.pn(ADA), "M0"), true, false));
    }

    @Test
    void whatVanishedFromASnapshotIsUndone() {
        ada.appState().serveSnapshots(true);
        ada.appState().nameContact(BEN, "Ben", "Ben");
        ada.appState().pin(BEN, true);
        ada.appState().archive(BEN, true);
        ada.appState().mute(BEN, Optional.empty());
        ada.appState().star(BEN, "M1", true, true);
        ada.appState().star(BEN, "M2", true, true);
        linkAndSync();
        whileAway(() -> {
            ada.appState().write(removed(ActionType.ARCHIVE), removed(ActionType.PIN), removed(ActionType.MUTE));
            ada.appState()
                    .write(SyncAction.remove(
                            ActionType.STAR, SENT_AT.toEpochMilli(), ben.lid().toString(), "M1", "1", "0"));
            ada.appState().removeContact(BEN);
            ada.appState().faults().next(AppStateFaults.Kind.BAD_PATCH_MAC, 3);
        });

        assertThat(await(ChatArchived.class, archived -> !archived.archived()).chat())
                .isEqualTo(bensChat());
        await(ChatPinned.class, pin -> !pin.pinned());
        await(ChatMuted.class, mute -> !mute.muted());
        assertThat(await(MessageStarred.class, star -> !star.starred()).key().id())
                .isEqualTo("M1");
        await(ContactRemoved.class, _ -> true);
        assertThat(awaited(ChatPinned.class).initial())
                .as("read from the start, so no news")
                .isTrue();
        assertThat(changes(MessageStarred.class))
                .as("what is still there is told as it is")
                .contains(new MessageStarred(new MessageKey(Jid.pn(BEN), Jid.pn(ADA), "M2"), true));
    }

    @Test
    void whatVanishedFromThePhonesOwnCopyIsUndone() {
        ada.appState().pin(BEN, true);
        linkAndSync();
        whileAway(() -> {
            ada.appState().write(removed(ActionType.PIN));
            ada.appState().faults().next(AppStateFaults.Kind.BAD_PATCH_MAC, 2);
        });

        await(ChatPinned.class, pin -> !pin.pinned());
        assertThat(ada.appState().recoveries()).isEqualTo(1);
        assertThat(changes(ChatPinned.class))
                .as("all patches once more up to the broken one, then the phone's copy")
                .extracting(ChatPinned::pinned)
                .containsExactly(true, false);
    }

    @Test
    void aRecordThatOnlyMovedToANewerKeyIsNotUndone() {
        ada.appState().serveSnapshots(true);
        ada.appState().pin(BEN, true);
        linkAndSync();
        whileAway(() -> {
            ada.appState().rotateKey(true);
            ada.appState().pin(BEN, true);
            ada.appState().faults().next(AppStateFaults.Kind.BAD_PATCH_MAC, 1);
            ada.appState().star(BEN, "M1", true, true);
        });

        await(MessageStarred.class, MessageStarred::starred);
        await(ChatPinned.class, ChatPinned::pinned);
        ada.appState().star(BEN, "M2", true, true);
        await(MessageStarred.class, star -> star.key().id().equals("M2"));
        assertThat(changes(ChatPinned.class)).allMatch(ChatPinned::pinned);
    }

    @Test
    void readsMutationsFromTheMediaServers() throws Exception {
        linkAndSync();
        ada.appState().serveMutationsApart(true);
        IntStream.range(0, 50)
                .mapToObj(i -> SyncAction.set(
                        ActionType.STAR,
                        SyncActionValue.newBuilder()
                                .setTimestamp(SENT_AT.toEpochMilli() + i)
                                .setStarAction(StarAction.newBuilder().setStarred(true))
                                .build(),
                        ben.lid().toString(),
                        "M" + i,
                        "1",
                        "0"))
                .forEach(ada.appState()::write);
        ada.appState().pin(BEN, true);

        await(ChatPinned.class, ChatPinned::pinned);
        await(MessageStarred.class, star -> star.key().id().equals("M49"));
        assertThat(changes(MessageStarred.class)).hasSize(50);
        assertThat(awaited(ChatPinned.class).initial()).isFalse();
        written(client.appState().pin(Jid.pn(BEN), false));
    }

    @Test
    void triesAgainWhenTheMediaServersCannot() {
        linkAndSync();
        ada.appState().serveMutationsApart(true);
        simulator
                .mediaFaults()
                .next(MediaFaults.Request.DOWNLOAD, new MediaFault.Status(503, Optional.of(Duration.ZERO)), 20);

        ada.appState().pin(BEN, true);

        await(ChatPinned.class, ChatPinned::pinned);
        assertThat(ada.appState().recoveries()).isZero();
    }

    @Test
    void asksAgainForWhatTheServerCallsDirtyAndThenSaysThatItIsClean() {
        linkAndSync();
        int before = asked("w:sync:app:state").size();

        simulator.inject(ADA, dirty("syncd_app_state", "1790000000"));

        Node clean = awaitClean("syncd_app_state");
        assertThat(clean.attrOrEmpty("timestamp")).isEqualTo("1790000000");
        List<Node> stanzas = sent();
        assertThat(asked("w:sync:app:state").size()).isGreaterThan(before);
        assertThat(stanzas.indexOf(asked("w:sync:app:state").getLast()))
                .as("asked for first, then called clean")
                .isLessThan(stanzas.indexOf(asked("urn:xmpp:whatsapp:dirty").getLast()));
    }

    @Test
    void readsTheAccountsSettingsAnewWhenTheyAreDirty() {
        linkAndSync();
        ada.profile().privacy("last", "none");
        consumer.await(
                StoredEvent.PrivacyChanged.class,
                event -> "none".equals(event.settings().values().get("last")));
        int privacy = asked("privacy").size();
        int blocklist = asked("blocklist").size();

        simulator.inject(ADA, dirty("account_sync", "1790000001"));

        awaitClean("account_sync");
        assertThat(asked("privacy").size()).isGreaterThan(privacy);
        assertThat(asked("blocklist").size()).isGreaterThan(blocklist);
    }

    @Test
    void saysThatWhatNobodyKeepsIsClean() {
        linkAndSync();

        simulator.inject(ADA, dirty("groups", "1790000002"));

        awaitClean("groups");
    }

    @Test
    void saysThatAppStateIsOverdueWhenThePhoneSharesNoKeys() {
        whatsApp.close();
        HastyTime time = new HastyTime();
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley")
                        .at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey()))
                        .withMediaCa(simulator.mediaCaPem()),
                time,
                PairingTimings.USUAL,
                time.timer());
        client = whatsApp.client(store, consumer);
        ada.appState().shareKeysWithNewCompanions(false);
        ada.appState().answerKeyRequests(false);

        link();

        consumer.await(StateEvent.AppStateOverdue.class);
        assertThat(consumer.events()).noneMatch(StateEvent.AppStateSynced.class::isInstance);
    }

    private static Node dirty(String type, String timestamp) {
        return Node.of("ib")
                .child(Node.of("dirty").attr("type", type).attr("timestamp", timestamp))
                .build();
    }

    private Node awaitClean(String type) {
        Predicate<Node> isClean = node -> node.hasAttr("xmlns", "urn:xmpp:whatsapp:dirty")
                && node.child("clean")
                        .filter(clean -> clean.hasAttr("type", type))
                        .isPresent();
        simulator.awaitStanzas(
                ADA,
                seen -> seen.direction() == SeenStanza.Direction.RECEIVED && isClean.test(seen.node()),
                1,
                PATIENCE);
        return sent().stream()
                .filter(isClean)
                .findFirst()
                .flatMap(iq -> iq.child("clean"))
                .orElseThrow();
    }

    private List<Node> asked(String namespace) {
        return sent().stream().filter(node -> node.hasAttr("xmlns", namespace)).toList();
    }

    private List<Node> sent() {
        return simulator.stanzas(ADA).stream()
                .filter(seen -> seen.direction() == SeenStanza.Direction.RECEIVED)
                .map(SeenStanza::node)
                .toList();
    }

    /// As a server that dropped the record.
    private SyncAction removed(ActionType type) {
        return SyncAction.remove(type, SENT_AT.toEpochMilli(), ben.lid().toString());
    }

    /// Something happens while the client is not connected.
    private void whileAway(Runnable events) {
        client.close();
        consumer.await(StateEvent.Disconnected.class);
        events.run();
        consumer = new RecordingConsumer();
        client = whatsApp.client(store, consumer);
        client.connect();
    }

    @Test
    void keepsTheSaltForTokens() {
        linkAndSync();
        ada.appState().nctSalt(new byte[] {1, 2, 3});
        ada.appState().star(BEN, "M1", true, true);
        await(MessageStarred.class, MessageStarred::starred);
        assertThat(salt()).contains(new byte[] {1, 2, 3});

        ada.appState().removeNctSalt();
        ada.appState().star(BEN, "M1", true, false);
        await(MessageStarred.class, star -> !star.starred());
        assertThat(salt()).isEmpty();
    }

    private Optional<byte[]> salt() {
        return store.inTransaction(transaction -> transaction.read(EntryKind.SETTING, "nct-salt"));
    }

    @Test
    void putsManyChangesIntoFewPatches() throws Exception {
        linkAndSync();
        client.disconnect();
        consumer.await(StateEvent.Disconnected.class);
        List<CompletableFuture<WriteResult>> wanted = IntStream.range(0, 120)
                .mapToObj(i -> client.appState().star(new MessageKey(Jid.pn(BEN), Jid.pn(BEN), "M" + i), false, true))
                .toList();
        client.connect();
        for (CompletableFuture<WriteResult> each : wanted) {
            written(each);
        }

        long uploads = simulator.stanzas(ADA).stream()
                .filter(seen -> seen.node()
                        .child("sync")
                        .flatMap(sync -> sync.child("collection"))
                        .flatMap(collection -> collection.child("patch"))
                        .isPresent())
                .count();
        assertThat(uploads).isEqualTo(3);
        onPhone(ActionType.STAR, Jid.pn(BEN).toString(), "M119", "0", "0");
        assertThat(ada.appState().byCompanions()).hasSize(120);
    }

    private void linkAndSync() {
        link();
        consumer.await(StateEvent.AppStateSynced.class);
    }

    private void link() {
        link(client, consumer);
    }

    private void link(WhatsAppClient linked, RecordingConsumer its) {
        linked.connect();
        ada.scan(its.await(StateEvent.QrCode.class).text());
        its.await(StateEvent.Connected.class);
    }

    private Chat bensChat() {
        return new Chat.Direct(bensPerson());
    }

    /// Both names: a contact comes with its LID.
    private Person bensPerson() {
        return new Person(Optional.of(Jid.pn(BEN)), Optional.of(ben.lid()));
    }

    private static void written(CompletableFuture<WriteResult> change) throws Exception {
        assertThat(change.get(30, TimeUnit.SECONDS)).isEqualTo(new WriteResult.Written());
    }

    /// What the phone has after the latest change of a companion, which it fetches on its own time.
    private SyncActionValue onPhone(ActionType type, String... arguments) {
        return ada.appState().awaitInStep(type, PATIENCE, arguments).orElseThrow();
    }

    private long pinsByCompanions() {
        ada.appState().await(action -> action.index().action().equals("pin_v1"), PATIENCE);
        return ada.appState().byCompanions().stream()
                .filter(action -> action.index().action().equals("pin_v1"))
                .count();
    }

    private <C extends AppStateChange> C await(Class<C> type, Predicate<C> condition) {
        return await(consumer, type, condition);
    }

    private static <C extends AppStateChange> C await(
            RecordingConsumer consumer, Class<C> type, Predicate<C> condition) {
        return type.cast(consumer.await(
                        AppStateChanged.class,
                        event -> type.isInstance(event.change()) && condition.test(type.cast(event.change())))
                .change());
    }

    private AppStateChanged awaited(Class<? extends AppStateChange> type) {
        return consumer.await(AppStateChanged.class, event -> type.isInstance(event.change()));
    }

    private <C extends AppStateChange> C change(Class<C> type) {
        return type.cast(awaited(type).change());
    }

    private <C extends AppStateChange> List<C> changes(Class<C> type) {
        return consumer.events().stream()
                .filter(StoredEvent.AppStateChanged.class::isInstance)
                .map(event -> ((AppStateChanged) event).change())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
