package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.simulator.BusinessCard;
import dev.parley.simulator.PhoneReceipt;
import dev.parley.simulator.PhoneSighting;
import dev.parley.simulator.SeenStanza;
import dev.parley.simulator.SimulatedCall;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.contact.About;
import dev.parley.whatsapp.client.contact.Picture;
import dev.parley.whatsapp.client.contact.PictureSize;
import dev.parley.whatsapp.client.event.CallOutcome;
import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.PrivacySettings.Setting;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Receipts, presence, contacts, and everything that is not a direct message, with the simulator's server and
/// phones.
class PeopleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADA = "15550001111";
    private static final String BEN = "15550002222";
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final RecordingConsumer consumer = new RecordingConsumer();
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
        whatsApp = WhatsApp.create(
                WhatsAppConfig.whatsApp("Parley").at(simulator.webSocketUrl(), PublicKey.of(simulator.rootKey())));
        client = whatsApp.client(store, consumer);
        client.connect();
        ada.scan(consumer.await(StateEvent.QrCode.class).text());
        consumer.await(StateEvent.Connected.class);
    }

    @AfterEach
    void stop() {
        client.close();
        whatsApp.close();
        simulator.close();
    }

    // Receipts

    @Test
    void tellsAPersonThatTheirMessagesWereRead() {
        String first = benWrites("one");
        String second = benWrites("two");

        client.receipts().markRead(Jid.pn(BEN), List.of(first, second), NOON);

        assertThat(awaitReceipt(first, "read").from()).isEqualTo(ADA);
        awaitReceipt(second, "read");
        // The own phone clears its badge.
        ada.awaitReceipt(
                receipt -> receipt.messageId().equals(first) && receipt.type().equals("read"), PATIENCE);
    }

    @Test
    void keepsItToTheOwnDevicesWhenThePrivacySettingSaysSo() {
        String id = benWrites("secret");
        ada.profile().privacy("readreceipts", "none");
        consumer.await(
                StoredEvent.PrivacyChanged.class, event -> !event.settings().sendsReadReceipts());

        client.receipts().markRead(Jid.pn(BEN), List.of(id), NOON);
        client.receipts().markPlayed(Jid.pn(BEN), List.of(id), NOON);

        ada.awaitReceipt(
                receipt -> receipt.messageId().equals(id) && receipt.type().equals("read-self"), PATIENCE);
        ada.awaitReceipt(
                receipt -> receipt.messageId().equals(id) && receipt.type().equals("played-self"), PATIENCE);
        assertThat(ben.receipts())
                .extracting(PhoneReceipt::type)
                .doesNotContain("read", "played", "read-self", "played-self");
    }

    @Test
    void tellsWhatWasReadWhileAwayAfterARestart() {
        String id = benWrites("read offline");
        client.close();

        client.receipts().markRead(Jid.pn(BEN), List.of(id), NOON);
        client = whatsApp.client(store, consumer);
        int before = consumer.events().size();
        client.connect();
        consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);

        awaitReceipt(id, "read");
    }

    @Test
    void owesNothingOnceWhatsAppHasTheReceipt() {
        String id = benWrites("read once");
        client.receipts().markRead(Jid.pn(BEN), List.of(id), NOON);
        awaitReceipt(id, "read");
        // What follows the receipt's ack on the connection was handled after it.
        benWrites("after");
        client.close();

        client = whatsApp.client(store, consumer);
        int before = consumer.events().size();
        client.connect();
        consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);
        String marker = benWrites("marker");
        client.receipts().markRead(Jid.pn(BEN), List.of(marker), NOON);
        awaitReceipt(marker, "read");

        assertThat(ben.receipts().stream()
                        .filter(receipt ->
                                receipt.messageId().equals(id) && receipt.type().equals("read")))
                .hasSize(1);
    }

    @Test
    void tellsAgainWhatWhatsAppDidNotConfirm() {
        String id = benWrites("read twice");
        simulator.faults().withholdAcks(Optional.of(ADA), true);
        client.receipts().markRead(Jid.pn(BEN), List.of(id), NOON);
        awaitReceipt(id, "read");
        int before = consumer.events().size();

        simulator.faults().drop(Optional.of(ADA));
        simulator.faults().clear();
        consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);

        awaitSent(2, node -> node.tag().equals("receipt") && node.hasAttr("type", "read") && node.hasAttr("id", id));
    }

    @Test
    void reportsMessagesAsInactiveUntilTheOwnerIsThere() {
        String away = benWrites("while away");
        assertThat(ben.awaitReceipt(receipt -> receipt.messageId().equals(away) && receipt.device() == 1, PATIENCE)
                        .type())
                .isEqualTo("inactive");

        comeOnline();
        String there = benWrites("while there");

        assertThat(ben.awaitReceipt(receipt -> receipt.messageId().equals(there) && receipt.device() == 1, PATIENCE)
                        .type())
                .isEmpty();
    }

    @Test
    void hearsThatTheOwnPhoneReadAMessage() {
        String id = benWrites("read on the phone");
        ada.awaitMessage(message -> message.id().equals(id), PATIENCE);

        ada.read(id);

        StoredEvent.ReceiptArrived receipt =
                consumer.await(StoredEvent.ReceiptArrived.class, event -> event.kind() == ReceiptKind.READ_SELF);
        assertThat(receipt.messageIds()).containsExactly(id);
    }

    // Presence

    @Test
    void isUnavailableUntilToldOtherwise() {
        ada.available(false);
        ben.follow(ADA);
        ben.awaitSighting(new PhoneSighting(ADA, "unavailable")::equals, PATIENCE);
        assertThat(ben.sightings()).doesNotContain(new PhoneSighting(ADA, "available"));

        comeOnline();

        ben.awaitSighting(new PhoneSighting(ADA, "available")::equals, PATIENCE);
    }

    @Test
    void isAvailableAgainAfterAReconnect() {
        ben.follow(ADA);
        ada.available(false);
        comeOnline();
        int before = consumer.events().size();

        simulator.faults().drop(Optional.of(ADA));
        consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);

        String id = benWrites("after the reconnect");
        ben.awaitReceipt(receipt -> receipt.messageId().equals(id) && receipt.device() == 1, PATIENCE);
        awaitSent(2, node -> node.tag().equals("presence") && node.hasAttr("type", "available"));
    }

    @Test
    void showsTypingAndRecordingToTheOtherSide() {
        assertThat(client.presence().typing(Jid.pn(BEN), ChatState.COMPOSING))
                .as("nobody is told of somebody who is not there")
                .isFalse();
        comeOnline();

        assertThat(client.presence().typing(Jid.pn(BEN), ChatState.COMPOSING)).isTrue();
        ben.awaitSighting(new PhoneSighting(ADA, "composing")::equals, PATIENCE);
        client.presence().typing(Jid.pn(BEN), ChatState.RECORDING);
        ben.awaitSighting(new PhoneSighting(ADA, "recording")::equals, PATIENCE);
        client.presence().typing(Jid.pn(BEN), ChatState.PAUSED);
        ben.awaitSighting(new PhoneSighting(ADA, "paused")::equals, PATIENCE);
    }

    @Test
    void followsAPersonAcrossReconnects() {
        benWrites("hello");
        comeOnline();
        client.presence().subscribe(Jid.pn(BEN));
        assertThat(consumer.await(StateEvent.PresenceChanged.class).person()).isEqualTo(benAsPerson());

        ben.typing(ADA, "recording");
        assertThat(consumer.await(StateEvent.ChatStateChanged.class).state()).isEqualTo(ChatState.RECORDING);
        int before = consumer.events().size();
        simulator.faults().drop(Optional.of(ADA));
        consumer.awaitAfter(before, StateEvent.Connected.class, _ -> true);
        consumer.awaitAfter(before, StateEvent.PresenceChanged.class, StateEvent.PresenceChanged::online);

        ben.available(false);
        StateEvent.PresenceChanged gone =
                consumer.awaitAfter(before, StateEvent.PresenceChanged.class, event -> !event.online());
        assertThat(gone.lastSeen()).isPresent();
    }

    @Test
    void doesNotLearnWhenSomebodyWasLastThereWhoHidesIt() {
        benWrites("hello");
        ben.profile().privacy("last", "none");
        comeOnline();
        client.presence().subscribe(Jid.pn(BEN));
        consumer.await(StateEvent.PresenceChanged.class);

        ben.available(false);

        assertThat(consumer.await(StateEvent.PresenceChanged.class, event -> !event.online())
                        .lastSeen())
                .isEmpty();
    }

    @Test
    void tellsOthersTheNewNameOfTheAccount() {
        comeOnline();

        ada.profile().rename("Ada L.");

        assertThat(consumer.await(
                                StoredEvent.PushNameChanged.class,
                                event -> event.name().equals("Ada L."))
                        .person()
                        .pn())
                .contains(Jid.pn(ADA));
        awaitSent(1, node -> node.tag().equals("presence") && node.hasAttr("name", "Ada L."));
    }

    // Contacts

    @Test
    void changesWhatOthersSeeOfTheAccount() {
        Bytes jpeg = Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});
        RecordingConsumer other = new RecordingConsumer();
        try (WhatsAppClient bens = whatsApp.client(new InMemoryDeviceStore(), other)) {
            bens.connect();
            ben.scan(other.await(StateEvent.QrCode.class).text());
            other.await(StateEvent.Connected.class);
            Jid adas = Jid.pn(ADA);

            client.contacts().setAbout("at the sea");
            assertThat(bens.contacts().about(adas))
                    .isInstanceOfSatisfying(
                            About.Known.class, about -> assertThat(about.text()).isEqualTo("at the sea"));
            client.contacts().setAbout("");
            assertThat(bens.contacts().about(adas))
                    .isInstanceOfSatisfying(
                            About.Known.class, about -> assertThat(about.text()).isEmpty());

            String id = client.contacts().setPicture(jpeg).orElseThrow();
            assertThat(bens.contacts().picture(adas, PictureSize.FULL, Optional.empty()))
                    .isInstanceOfSatisfying(
                            Picture.Found.class, found -> assertThat(found.id()).isEqualTo(id));
            client.contacts().removePicture();
            assertThat(bens.contacts().picture(adas, PictureSize.FULL, Optional.empty()))
                    .isInstanceOf(Picture.None.class);
        }
        assertThatThrownBy(() -> client.contacts().setAbout("x".repeat(140)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.contacts().setPicture(Bytes.wrap(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void looksUpManyNumbersAtOnce() {
        Map<String, Person> found = client.contacts().lookUp(List.of("+" + BEN, "+15550009999", "+" + ADA));

        assertThat(found).containsOnlyKeys("+" + BEN, "+" + ADA);
        assertThat(found.get("+" + BEN)).isEqualTo(benAsPerson());
    }

    @Test
    void seesPicturesAsFarAsTheirOwnersLetIt() {
        benWrites("hello");
        assertThat(picture(Optional.empty())).isEqualTo(new Picture.None());

        String id = ben.profile().picture(new byte[] {1, 2, 3});
        assertThat(consumer.await(StoredEvent.PictureChanged.class)).satisfies(event -> {
            assertThat(event.person()).isEqualTo(benAsPerson());
            assertThat(event.pictureId()).contains(id);
        });
        assertThat(picture(Optional.empty()))
                .isInstanceOfSatisfying(
                        Picture.Found.class, found -> assertThat(found.id()).isEqualTo(id));
        assertThat(picture(Optional.of(id))).isEqualTo(new Picture.Unchanged());

        ben.profile().privacy("profile", "none");
        assertThat(picture(Optional.empty())).isEqualTo(new Picture.Hidden());

        ben.profile().privacy("profile", "all");
        ben.profile().removePicture();
        consumer.await(StoredEvent.PictureRemoved.class);
    }

    @Test
    void canLoadAPictureFromWhereItIsSaidToBe() throws Exception {
        ben.profile().picture(new byte[] {(byte) 0xFF, (byte) 0xD8, 7});

        Picture.Found found = (Picture.Found) picture(Optional.empty());

        assertThat(load(found.url())).containsExactly(0xFF, 0xD8, 7);
    }

    /// What a browser would load that trusts the simulator's media servers.
    private byte[] load(URI url) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "simulator",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(simulator.mediaCaPem().getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).build()) {
            return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        }
    }

    @Test
    void readsWhatPeopleWriteAboutThemselves() {
        benWrites("hello");
        ben.profile().about("At the sea");
        assertThat(consumer.await(StoredEvent.AboutChanged.class).about()).isEqualTo("At the sea");

        assertThat(client.contacts().about(Jid.pn(BEN))).isInstanceOfSatisfying(About.Known.class, known -> {
            assertThat(known.text()).isEqualTo("At the sea");
            assertThat(known.since()).isPresent();
        });
        ben.profile().privacy("status", "none");
        assertThat(client.contacts().about(Jid.pn(BEN))).isEqualTo(new About.Hidden());
    }

    @Test
    void heedsThePauseThatWhatsAppAsksFor() {
        simulator.faults().usyncError("status", 429, Duration.ofMinutes(10));

        Assertions.assertThatThrownBy(() -> client.contacts().about(Jid.pn(BEN)))
                .isInstanceOfSatisfying(
                        WhatsAppException.IqError.class,
                        error -> assertThat(error.code()).isEqualTo(429));
        simulator.faults().clear();
        Assertions.assertThatThrownBy(() -> client.contacts().about(Jid.pn(BEN)))
                .as("it is not asked again yet")
                .isInstanceOf(WhatsAppException.Unavailable.class);
        assertThat(client.contacts().lookUp("+" + BEN))
                .as("nor is anything else stopped")
                .isPresent();
    }

    @Test
    void knowsBusinessesByTheirVerifiedName() {
        benWrites("hello");
        assertThat(client.contacts().verifiedName(Jid.pn(BEN))).isEmpty();
        assertThat(client.contacts().businessProfile(Jid.pn(BEN))).isEmpty();

        ben.profile().business("Ben's Bakery", new BusinessCard("Bread", "Main St 1", "ben@example.com", "", "Food"));

        assertThat(consumer.await(StoredEvent.BusinessNameChanged.class).name())
                .hasValueSatisfying(name -> assertThat(name.name()).isEqualTo("Ben's Bakery"));
        assertThat(client.contacts().verifiedName(Jid.pn(BEN)))
                .hasValueSatisfying(name -> assertThat(name.name()).isEqualTo("Ben's Bakery"));
        assertThat(client.contacts().businessProfile(Jid.pn(BEN))).hasValueSatisfying(profile -> {
            assertThat(profile.description()).contains("Bread");
            assertThat(profile.websites()).isEmpty();
            assertThat(profile.categories()).containsExactly("Food");
        });
    }

    @Test
    void blocksAndUnblocks() {
        client.contacts().block(Jid.pn(BEN));

        assertThat(ada.profile().hasBlocked(ben)).isTrue();
        assertThat(client.contacts().blocked()).containsExactly(benAsPerson());
        assertThat(consumer.await(
                                StoredEvent.BlocklistChanged.class,
                                event -> !event.blocked().isEmpty())
                        .blocked())
                .containsExactly(benAsPerson());

        client.contacts().unblock(Jid.pn(BEN));
        assertThat(ada.profile().hasBlocked(ben)).isFalse();
        assertThat(client.contacts().blocked()).isEmpty();
    }

    @Test
    void hearsOfABlockOnThePhone() {
        ada.profile().block(ben);

        assertThat(consumer.await(
                                StoredEvent.BlocklistChanged.class,
                                event -> !event.blocked().isEmpty())
                        .blocked())
                .containsExactly(benAsPerson());
    }

    @Test
    void changesAPrivacySettingForAllDevices() {
        client.contacts().setPrivacy(Setting.LAST_SEEN, "none");

        assertThat(ada.profile().privacy()).containsEntry("last", "none");
        assertThat(client.contacts().privacy().value(Setting.LAST_SEEN)).contains("none");
        Assertions.assertThatThrownBy(() -> client.contacts().setPrivacy(Setting.LAST_SEEN, "sometimes"))
                .isInstanceOf(WhatsAppException.IqError.class);
    }

    @Test
    void keepsAPersonWhoChangesTheirNumber() {
        benWrites("from the old number");

        simulator.changeNumber(BEN, "15550003333");

        StoredEvent.NumberChanged event = consumer.await(StoredEvent.NumberChanged.class);
        assertThat(event.before().pn()).contains(Jid.pn(BEN));
        assertThat(event.after()).isEqualTo(new Person(Optional.of(Jid.pn("15550003333")), Optional.of(ben.lid())));
        benWrites("from the new number");
        assertThat(consumer.awaitText("from the new number").key().chat()).isEqualTo(Jid.pn("15550003333"));
    }

    @Test
    void findsTheContactThatWhatsAppNamesByItsHash() {
        benWrites("hello");

        ben.profile().touch();

        assertThat(consumer.await(StoredEvent.ContactChanged.class).person()).isEqualTo(benAsPerson());
    }

    @Test
    void hearsOfADisappearingTimer() {
        benWrites("hello");

        ben.profile().disappearingTimer(86_400);

        StoredEvent.DisappearingModeChanged event = consumer.await(StoredEvent.DisappearingModeChanged.class);
        assertThat(event.timer()).isEqualTo(Duration.ofDays(1));
        assertThat(event.person()).isEqualTo(benAsPerson());
    }

    // Everything else

    @Test
    void readsGroupsToTheirEndAndShowsNothingOfThem() {
        Jid group = ben.createGroup("Friends", ada);
        ben.sendToMany(group, "first in the group");
        String second = ben.sendToMany(group, "second in the group");
        awaitSent(
                1,
                node -> node.tag().equals("receipt")
                        && node.jid("to").equals(Optional.of(group))
                        && node.jid("participant").equals(Optional.of(ben.lid()))
                        && node.toString().contains(second));
        ben.awaitReceipt(receipt -> receipt.messageId().equals(second) && receipt.device() == 1, PATIENCE);

        nothingComesAgain();
    }

    @Test
    void asksForASenderKeyThatItLacks() {
        Jid group = ben.createGroup("Friends", ada);
        ben.withholdSenderKey(group);

        String id = ben.sendToMany(group, "who can read this?");

        ben.awaitReceipt(
                receipt -> receipt.messageId().equals(id) && receipt.type().equals("retry"), PATIENCE);
        // The answer brings the key and is receipted; then the group's messages can be read at once.
        ben.awaitReceipt(
                receipt -> receipt.messageId().equals(id)
                        && receipt.device() == 1
                        && receipt.type().equals("inactive"),
                PATIENCE);
        String next = ben.sendToMany(group, "and this?");
        ben.awaitReceipt(
                receipt -> receipt.messageId().equals(next) && receipt.type().equals("inactive"), PATIENCE);
        nothingComesAgain();
    }

    @Test
    void readsAGroupWhoseKeyComesBehindItsMessage() {
        Jid group = ben.createGroup("Friends", ada);
        simulator.faults().commonPartFirst(true);

        String id = ben.sendToMany(group, "first in the group");

        assertThat(ben.awaitReceipt(receipt -> receipt.messageId().equals(id) && receipt.device() == 1, PATIENCE)
                        .type())
                .isEqualTo("inactive");
        nothingComesAgain();
    }

    @Test
    void clearsWhatTheOwnPhoneSendsToAGroup() {
        Jid group = ada.createGroup("Mine", ben);

        ada.sendToMany(group, "from my own phone");

        nothingComesAgain();
    }

    @Test
    void clearsStatusOfEitherForm() {
        benWrites("hello");
        ben.postStatus("as a message");
        simulator.topLevelStatus(true);
        ben.postStatus("as a stanza of its own");

        nothingComesAgain();
    }

    @Test
    void showsABroadcastInTheChatWithItsSender() {
        String id = ben.sendToList("to all my customers", ada);

        assertThat(consumer.awaitText("to all my customers").key().id()).isEqualTo(id);
        assertThat(consumer.awaitText("to all my customers").key().chat()).isEqualTo(Jid.pn(BEN));
        nothingComesAgain();
    }

    @Test
    void clearsWhatChannelsPost() {
        ada.receiveChannelPost("news");

        nothingComesAgain();
    }

    @Test
    void reportsMissedCallsAndThoseThatThePhoneTook() {
        SimulatedCall missed = ben.call(ada, false);
        StoredEvent.CallArrived ringing = consumer.await(StoredEvent.CallArrived.class);
        assertThat(ringing.call().caller()).isEqualTo(benAsPerson());
        assertThat(ringing.call().video()).isFalse();
        missed.hangUp();
        assertThat(endOf(missed)).isEqualTo(CallOutcome.MISSED);

        SimulatedCall answered = ben.call(ada, true);
        answered.answerOnPhone();
        assertThat(endOf(answered)).isEqualTo(CallOutcome.ANSWERED_ELSEWHERE);

        SimulatedCall declined = ben.call(ada, false);
        declined.declineOnPhone();
        assertThat(endOf(declined)).isEqualTo(CallOutcome.DECLINED_ELSEWHERE);
        nothingComesAgain();
    }

    @Test
    void survivesWhatItDoesNotKnow() {
        benWrites("hello");
        simulator.inject(
                ADA,
                stanza("notification", "N1")
                        .attr("type", "from-the-future")
                        .child(Node.of("riddle"))
                        .build());
        simulator.inject(ADA, stanza("novelty", "N2").build());
        simulator.inject(
                ADA,
                stanza("message", "N3")
                        .attr("type", "text")
                        .child(Node.of("enc")
                                .attr("v", 3)
                                .attr("type", "quantum")
                                .content(new byte[] {1}))
                        .build());
        simulator.inject(
                ADA,
                stanza("message", "N4")
                        .attr("type", "text")
                        .attr("t", Long.MAX_VALUE)
                        .child(Node.of("enc").attr("v", 2).attr("type", "msg").content(new byte[] {1}))
                        .build());
        simulator.inject(ADA, stanza("receipt", "N5").attr("t", Long.MAX_VALUE).build());

        benWrites("still here");
        awaitSent(
                1,
                node -> node.tag().equals("ack") && node.hasAttr("class", "novelty") && node.hasAttr("error", "488"));
        nothingComesAgain();
    }

    private static Node.Builder stanza(String tag, String id) {
        return Node.of(tag).attr("from", Jid.pn(BEN)).attr("id", id).attr("t", NOON.getEpochSecond());
    }

    private CallOutcome endOf(SimulatedCall call) {
        return consumer.await(
                        StoredEvent.CallEnded.class, event -> event.call().id().equals(call.id()))
                .outcome();
    }

    private Picture picture(Optional<String> knownId) {
        return client.contacts().picture(Jid.pn(BEN), PictureSize.PREVIEW, knownId);
    }

    private Person benAsPerson() {
        return new Person(Optional.of(Jid.pn(BEN)), Optional.of(ben.lid()));
    }

    /// Makes the account's name known and the owner available.
    private void comeOnline() {
        ada.profile().rename("Ada A.");
        consumer.await(StoredEvent.PushNameChanged.class);
        client.presence().setAvailable(true);
        awaitSent(1, node -> node.tag().equals("presence") && node.hasAttr("type", "available"));
    }

    private String benWrites(String text) {
        String id = ben.send(ADA, text);
        consumer.awaitText(text);
        return id;
    }

    private PhoneReceipt awaitReceipt(String id, String type) {
        return ben.awaitReceipt(
                receipt -> receipt.messageId().equals(id) && receipt.type().equals(type), PATIENCE);
    }

    /// Connects anew: whatever was not cleared would come again now, and nothing does.
    private void nothingComesAgain() {
        // The receipt for the second shows that everything owed before has left.
        for (String text : List.of("the last but one", "the last one")) {
            String id = benWrites(text);
            ben.awaitReceipt(receipt -> receipt.messageId().equals(id) && receipt.device() == 1, PATIENCE);
        }
        int before = consumer.events().size();
        client.close();
        client = whatsApp.client(store, consumer);
        client.connect();
        assertThat(consumer.awaitAfter(before, StateEvent.OfflineDelivered.class, _ -> true)
                        .count())
                .isZero();
        assertThat(consumer.texts())
                .doesNotContain(
                        "first in the group",
                        "second in the group",
                        "who can read this?",
                        "and this?",
                        "from my own phone",
                        "as a message",
                        "as a stanza of its own",
                        "news");
        assertThat(consumer.events()).noneMatch(StoredEvent.MessageUndecryptable.class::isInstance);
    }

    /// Waits until the client has sent so many stanzas that fit.
    private void awaitSent(int count, Predicate<Node> condition) {
        simulator.awaitStanzas(
                ADA,
                seen -> seen.direction() == SeenStanza.Direction.RECEIVED && condition.test(seen.node()),
                count,
                PATIENCE);
    }
}
