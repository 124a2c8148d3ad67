package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.DeviceSentMessage;
import dev.parley.whatsapp.proto.HistorySyncNotification;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A small client over a real socket: linked by QR code, it exchanges texts with phones, is cut off, comes back.
class EndToEndTest {
    private static final Duration SOON = SocketClient.SOON;
    /// Newest chats, names, other data, recent messages: each comes even when it is empty.
    private static final int PARTS_OF_NO_HISTORY = 4;

    private final SecureRandom random = new SecureRandom();
    private final Simulator simulator = Simulator.builder().build().start();
    private final SimulatedPhone ada = simulator.createPhone("15550001111", "Ada");
    private final SimulatedPhone bob = simulator.createPhone("15550002222", "Bob");
    private final Companion companion = new Companion(random);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void linksByQrCodeAndLogsIn() {
        link(companion);

        try (SocketClient client = login()) {
            assertThat(ada.companions()).containsExactly(1);
            assertThat(client.ask(companion.upload(companion.newPreKeys(20))).hasAttr("type", "result"))
                    .isTrue();
            Node count = client.ask(
                    Stanzas.iq("get", "encrypt").child(Node.of("count")).build());
            assertThat(count.child("count").orElseThrow().hasAttr("value", "20"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void exchangesTextsWithAPhone(Addressing addressing) {
        bob.useAddressing(addressing);
        link(companion);
        try (SocketClient client = active()) {
            bob.send("15550001111", "hello");
            // The own phone writes too: its history.
            Node message = client.next(node -> node.tag().equals("message") && !node.hasAttr("category", "peer"));
            client.send(Replies.delivered(message));
            assertThat(text(message)).isEqualTo("hello");
            String id = message.attrOrEmpty("id");
            assertThat(bob.awaitReceipt(receipt -> receipt.messageId().equals(id) && receipt.device() == 1, SOON)
                            .from())
                    .isEqualTo("15550001111");

            Jid chat = message.jid("from").orElseThrow();
            Jid self = addressing == Addressing.LID ? ada.lid() : Jid.pn("15550001111");
            Node ack = send(client, "C1", chat, "hi Bob", chat, self);

            assertThat(ack.attrs()).doesNotContainKeys("error", "phash");
            assertThat(bob.awaitText("hi Bob", SOON).senderDevice()).isEqualTo(1);
            assertThat(ada.awaitText("hi Bob", SOON).fromMe()).isTrue();
            Node receipt = client.next(
                    node -> node.tag().equals("receipt") && node.attr("type").isEmpty());
            assertThat(receipt.jid("from")).contains(chat);
            client.send(Replies.ack(receipt));
        }
    }

    @Test
    void getsAgainWhatItHadNotClearedWhenItWasCutOff() {
        link(companion);
        ada.goOffline();
        try (SocketClient client = active()) {
            for (int i = 0; i < 3; i++) {
                bob.send("15550001111", "text " + i);
            }
            Node first = client.next("message");
            client.send(Replies.delivered(first));
            client.next(node -> node.tag().equals("ack") && node.hasAttr("class", "receipt"));
            assertThat(text(first)).isEqualTo("text 0");
        }
        bob.send("15550001111", "text 3");

        List<String> texts = new ArrayList<>();
        try (SocketClient client = active()) {
            for (int i = 0; i < 3; i++) {
                Node message = client.next("message");
                assertThat(message.attr("offline")).isPresent();
                texts.add(text(message));
                client.send(Replies.delivered(message));
            }
            Node end = client.next(node -> node.child("offline").isPresent());
            assertThat(end.child("offline").orElseThrow().attr("count")).isPresent();
        }
        assertThat(texts).containsExactly("text 1", "text 2", "text 3");
    }

    @Test
    void getsTheHistoryAgainThatItReceivedButNeverConfirmed() {
        link(companion);
        List<HistorySyncNotification> first = new ArrayList<>();
        try (SocketClient client = active()) {
            while (first.size() < PARTS_OF_NO_HISTORY) {
                Node message = client.next(EndToEndTest::isMessage);
                history(message).ifPresent(first::add);
                client.send(Replies.delivered(message));
                awaitReceipt(message, "peer_msg");
            }
        }

        List<HistorySyncNotification> again = new ArrayList<>();
        try (SocketClient client = active()) {
            while (again.size() < PARTS_OF_NO_HISTORY) {
                Node message = client.next(EndToEndTest::isMessage);
                history(message).ifPresent(again::add);
                client.send(Replies.delivered(message));
                client.send(Node.of("receipt")
                        .attr("id", message.attrOrEmpty("id"))
                        .attr("to", companion.jid().bare())
                        .attr("type", "hist_sync")
                        .build());
                awaitReceipt(message, "hist_sync");
            }
        }
        assertThat(again).containsExactlyElementsOf(first);

        try (SocketClient client = active()) {
            ada.goOffline();
            // Now the phone looks what its companion lacks.
            ada.goOnline();
            bob.send("15550001111", "nothing came before this");
            assertThat(text(client.next(EndToEndTest::isMessage))).isEqualTo("nothing came before this");
        }
    }

    private void awaitReceipt(Node message, String type) {
        ada.awaitReceipt(
                receipt -> receipt.messageId().equals(message.attrOrEmpty("id"))
                        && receipt.type().equals(type),
                SOON);
    }

    @Test
    void isToldThatItWasUnlinked() {
        link(companion);
        try (SocketClient client = active()) {
            ada.unlink(1);

            Node error = client.next("stream:error");
            assertThat(error.child("conflict").orElseThrow().hasAttr("type", "device_removed"))
                    .isTrue();
            client.awaitClosed();
        }
        try (SocketClient client = connect(companion.login().build().toByteArray())) {
            assertThat(client.next("failure").hasAttr("reason", "401")).isTrue();
            client.awaitClosed();
        }
    }

    @Test
    void acceptsRoutingInfoBeforeTheIntro() {
        try (SocketClient client = new SocketClient(
                simulator, companion, companion.registration().build().toByteArray(), Bytes.fromHex("010203040506"))) {
            assertThat(client.next("iq").child("pair-device")).isPresent();
        }
    }

    @Test
    void cutsOffWhoSendsAMalformedNodeOrAForgedFrame() {
        try (SocketClient client = connect(companion.registration().build().toByteArray())) {
            client.next("iq");
            client.sendPlaintext(new byte[] {0, (byte) 0xF8, 5, 1});
            assertThat(client.next("stream:error").child("xml-not-well-formed")).isPresent();
            client.awaitClosed();
        }
        try (SocketClient client = connect(companion.registration().build().toByteArray())) {
            client.next("iq");
            client.sendRaw(
                    new byte[] {0, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
            client.awaitClosed();
        }
    }

    @Test
    void forgetsACompanionThatVanishesWhileItIsLinked() {
        Companion vanishing = new Companion(random);
        CompletableFuture<ScanResult> scan;
        try (SocketClient client = new SocketClient(
                simulator, vanishing, vanishing.registration().build().toByteArray())) {
            String ref = ref(client);
            scan = CompletableFuture.supplyAsync(() -> ada.scan(vanishing.qr(ref)));
            client.next(node -> node.child("pair-success").isPresent());
        }

        assertThatThrownBy(scan::join).hasCauseInstanceOf(ControlException.class);
        assertThat(ada.companions()).isEmpty();
    }

    @Test
    void dropsConnectionsWhenToldTo() {
        link(companion);
        try (SocketClient client = active()) {
            simulator.faults().drop(Optional.of("15550001111"));
            client.awaitClosed();
        }
        try (SocketClient client = active()) {
            simulator.faults().drop(Optional.of("15550002222"));
            assertThat(client.ask(Stanzas.iq("get", "w:p").build()).hasAttr("type", "result"))
                    .isTrue();
            simulator.faults().streamError(Optional.empty(), 503);
            assertThat(client.next("stream:error").hasAttr("code", "503")).isTrue();
            client.awaitClosed();
        }
    }

    @Test
    void dropsClientsThatStaySilent() {
        try (Simulator impatient = Simulator.builder()
                        .silenceLimit(Duration.ofMillis(200))
                        .build()
                        .start();
                SocketClient client = new SocketClient(
                        impatient, companion, companion.registration().build().toByteArray())) {
            client.awaitClosed();
        }
    }

    @Test
    void refusesConnectionsWhenToldTo() {
        simulator.faults().refuseConnections(true);
        byte[] payload = companion.registration().build().toByteArray();
        assertThatThrownBy(() -> connect(payload)).isInstanceOf(UncheckedIOException.class);

        simulator.faults().refuseConnections(false);
        try (SocketClient client = connect(payload)) {
            assertThat(client.next("iq").child("pair-device")).isPresent();
        }
    }

    @Test
    void refusesAnythingButAnIntro() throws IOException {
        try (WebSocketFrames socket = new WebSocketFrames(simulator.webSocketUrl(), SOON)) {
            socket.send(new byte[] {0x57, 0x41, 5, 3, 0, 0, 1, 0});

            assertThat(socket.receive()).isEmpty();
        }
    }

    @Test
    void withholdsAcksWhenToldTo() {
        link(companion);
        try (SocketClient client = active()) {
            simulator.faults().withholdAcks(Optional.of("15550001111"), true);
            client.send(Stanzas.message("C1", bob.lid(), bob.lid()).build());
            Node answer = client.ask(Stanzas.iq("get", "w:p").build());
            assertThat(answer.tag()).isEqualTo("iq");

            simulator.faults().clear();
            assertThat(client.ask(Stanzas.message("C1", bob.lid(), bob.lid()).build())
                            .attr("error"))
                    .isEmpty();
        }
    }

    @Test
    void corruptsAFrameWhenToldTo() {
        link(companion);
        ada.goOffline();
        try (SocketClient client = active()) {
            client.next(node -> node.child("offline").isPresent());
            simulator.faults().corruptFrame(Optional.empty());

            client.send(Stanzas.iq("get", "w:p").build());

            assertThatThrownBy(client::next).hasMessageContaining("No frame");
        }
    }

    @Test
    void keepsTheStanzasOfBothWays() {
        link(companion);
        try (SocketClient client = active()) {
            client.ask(Stanzas.iq("get", "abt").build());
        }

        List<SeenStanza> seen = simulator.stanzas("15550001111");
        assertThat(seen)
                .filteredOn(stanza -> stanza.direction() == SeenStanza.Direction.SENT)
                .extracting(stanza -> stanza.node().tag())
                .startsWith("iq", "iq", "stream:error", "success");
        assertThat(seen)
                .filteredOn(stanza -> stanza.direction() == SeenStanza.Direction.RECEIVED)
                .extracting(stanza -> stanza.node().attrOrEmpty("type"))
                .startsWith("result", "result", "get");
        assertThat(seen).allSatisfy(stanza -> assertThat(stanza.device()).isEqualTo(1));
    }

    private void link(Companion linking) {
        try (SocketClient client = new SocketClient(
                simulator, linking, linking.registration().build().toByteArray())) {
            String ref = ref(client);
            CompletableFuture<ScanResult> scan = CompletableFuture.supplyAsync(() -> ada.scan(linking.qr(ref)));
            client.send(linking.answer(
                    client.next(node -> node.child("pair-success").isPresent())));
            assertThat(client.next("stream:error").hasAttr("code", "515")).isTrue();
            client.awaitClosed();
            assertThat(scan.join()).isInstanceOf(ScanResult.Linked.class);
        }
    }

    private static String ref(SocketClient client) {
        Node pairDevice = client.next("iq");
        client.send(Node.of("iq")
                .attr("to", Jid.SERVER)
                .attr("type", "result")
                .attr("id", pairDevice.attrOrEmpty("id"))
                .build());
        return pairDevice
                .child("pair-device")
                .flatMap(node -> node.child("ref"))
                .flatMap(Node::text)
                .orElseThrow();
    }

    private SocketClient connect(byte[] payload) {
        return new SocketClient(simulator, companion, payload);
    }

    private SocketClient login() {
        SocketClient client = connect(companion.login().build().toByteArray());
        assertThat(client.next("success").jid("lid")).contains(companion.lid());
        return client;
    }

    private SocketClient active() {
        SocketClient client = login();
        if (client.ask(Stanzas.iq("get", "encrypt").child(Node.of("count")).build())
                .child("count")
                .orElseThrow()
                .hasAttr("value", "0")) {
            client.ask(companion.upload(companion.newPreKeys(20)));
        }
        client.send(Stanzas.active());
        return client;
    }

    private Node send(SocketClient client, String id, Jid chat, String text, Jid... devices) {
        Message message = Message.newBuilder().setConversation(text).build();
        Message own = Message.newBuilder()
                .setDeviceSentMessage(DeviceSentMessage.newBuilder()
                        .setDestinationJid(chat.toString())
                        .setMessage(message))
                .build();
        Node.Builder participants = Node.of("participants");
        for (Jid device : devices) {
            Message content = device.equals(chat) ? message : own;
            Node bundle = client.ask(Stanzas.keys(device))
                    .child("list")
                    .flatMap(list -> list.child("user"))
                    .orElseThrow();
            Ciphertext ciphertext =
                    companion.encrypt(device, bundle, MessagePadding.pad(content.toByteArray(), random));
            participants.child(Node.of("to")
                    .attr("jid", device)
                    .child(Stanzas.enc("pkmsg").content(Bytes.copyOf(ciphertext.bytes()))));
        }
        return client.ask(Node.of("message")
                .attr("id", id)
                .attr("to", chat)
                .attr("type", "text")
                .child(participants)
                .child(companion.deviceIdentity())
                .build());
    }

    private String text(Node message) {
        return content(message).getConversation();
    }

    private Optional<HistorySyncNotification> history(Node message) {
        return Optional.of(content(message).getProtocolMessage())
                .filter(ProtocolMessage::hasHistorySyncNotification)
                .map(ProtocolMessage::getHistorySyncNotification);
    }

    private Message content(Node message) {
        try {
            byte[] padded = ((DecryptResult.Plaintext) companion.decrypt(message)).bytes();
            return Message.parseFrom(MessagePadding.unpad(padded).orElseThrow());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /// Also one of the own phone's control messages.
    private static boolean isMessage(Node node) {
        return node.tag().equals("message");
    }
}
