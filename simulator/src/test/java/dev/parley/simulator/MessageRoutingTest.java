package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageRoutingTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestServer.Linked sender = server.linked(ada);
    private final TestServer.Linked sibling = server.linked(ada);
    private final TestServer.Linked receiver = server.linked(bob);
    private final Jid bobLid = bob.lid();
    private final Jid bobPn = Jid.pn("15550002222");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void deliversToADeviceOfTheRecipientInTheNamespaceOfTheSender() {
        Node ack = send(Stanzas.message("M1", bobLid, receiver.companion().lid())
                .child(Node.of("meta").attr("polltype", "vote"))
                .child(Node.of("tctoken").content(new byte[8]))
                .attr("edit", 1));

        assertThat(ack.attr("error")).isEmpty();
        Node delivered = onlyMessage(receiver);
        assertThat(delivered.jid("from")).contains(sender.companion().lid());
        assertThat(delivered.jid("sender_pn")).contains(Jid.pn("15550001111"));
        assertThat(delivered.hasAttr("addressing_mode", "lid")).isTrue();
        assertThat(delivered.hasAttr("notify", "Ada")).isTrue();
        assertThat(delivered.hasAttr("type", "text")).isTrue();
        assertThat(delivered.hasAttr("edit", "1")).isTrue();
        assertThat(delivered.attr("t")).isEqualTo(ack.attr("t"));
        assertThat(delivered.children()).extracting(Node::tag).containsExactly("enc", "meta");
        assertThat(delivered.attrs()).doesNotContainKeys("recipient", "sender_lid", "offline");
    }

    @Test
    void namesTheLidOfASenderByNumber() {
        send(Stanzas.message("M1", bobPn, receiver.companion().jid()));

        Node delivered = onlyMessage(receiver);
        assertThat(delivered.jid("from")).contains(sender.companion().jid());
        assertThat(delivered.jid("sender_lid")).contains(ada.lid());
        assertThat(delivered.hasAttr("addressing_mode", "pn")).isTrue();
    }

    @Test
    void tellsOwnDevicesWhoseChatItIs() {
        send(Stanzas.message(
                "M1", bobLid, receiver.companion().lid(), sibling.companion().lid()));

        Node copy = onlyMessage(sibling);
        assertThat(copy.jid("from")).contains(sender.companion().lid());
        assertThat(copy.jid("recipient")).contains(bobLid);
        assertThat(copy.jid("peer_recipient_pn")).contains(bobPn);
        assertThat(copy.attrs()).doesNotContainKeys("sender_pn", "sender_lid");
    }

    @Test
    void refusesAMixOfNamespaces() {
        assertError(
                400,
                Stanzas.message(
                        "M1",
                        bobLid,
                        receiver.companion().lid(),
                        sibling.companion().jid()));
        assertThat(messages(receiver)).isEmpty();
    }

    @Test
    void refusesADeviceNamedTwice() {
        Jid twice = receiver.companion().lid();

        assertError(400, Stanzas.message("M1", bobLid, twice, twice));
    }

    @Test
    void refusesDevicesOfThirdPeople() {
        SimulatedPhone eve = server.phone("15550003333", "Eve");

        assertError(400, Stanzas.message("M1", bobLid, receiver.companion().lid(), eve.lid()));
    }

    @Test
    void refusesAMessageWithoutTypeOrRecipient() {
        Node.Builder untyped = Node.of("message").attr("id", "M1").attr("to", bobLid);
        Node.Builder undirected = Node.of("message").attr("id", "M2").attr("type", "text");

        assertError(400, untyped);
        assertError(400, undirected);
    }

    @Test
    void endsTheStreamOverAMessageWithoutId() {
        sender.connection().send(Node.of("message").attr("to", bobLid).build());

        assertThat(sender.connection().channel().farewell()).contains(StreamErrors.malformed());
    }

    @Test
    void refusesAnUnknownRecipient() {
        assertError(404, Stanzas.message("M1", Jid.pn("15550009999"), Jid.pn("15550009999")));
        assertError(404, Stanzas.message("M2", Jid.of("123", Jid.GROUP_SERVER)));
    }

    @Test
    void refusesWhatDoesNotFollowTheSchema() {
        Jid own = Jid.pn("15550001111");
        assertError(
                479,
                Node.of("message")
                        .attr("id", "M1")
                        .attr("to", own)
                        .attr("type", "text")
                        .attr("category", "peer")
                        .child(Stanzas.enc("msg"))
                        .child(Node.of("tctoken").content(new byte[8])));
        assertError(479, Stanzas.message("M2", bobLid));
        assertError(479, Node.of("message").attr("id", "M3").attr("to", bobLid).attr("type", "text"));
        assertError(
                479,
                Node.of("message")
                        .attr("id", "M4")
                        .attr("to", bobLid)
                        .attr("type", "text")
                        .child(Stanzas.enc("skmsg")));
        assertError(
                479,
                Stanzas.message("M5", bobLid, receiver.companion().lid())
                        .child(Node.of("device-identity").content(new byte[] {1, 2, 3})));
    }

    @Test
    void deliversARepeatedMessageOnceAndRepeatsItsAck() {
        Node.Builder message =
                Stanzas.message("M1", bobLid, receiver.companion().lid());
        Node first = send(message);
        server.clock.advance(Duration.ofSeconds(9));

        assertThat(send(message)).isEqualTo(first);
        assertThat(messages(receiver)).hasSize(1);
    }

    @Test
    void takesTheSameIdFromAnotherDevice() {
        send(Stanzas.message("M1", bobLid, receiver.companion().lid()));
        sibling.connection()
                .send(Stanzas.message("M1", bobLid, receiver.companion().lid()).build());

        assertThat(messages(receiver)).hasSize(2);
    }

    @Test
    void neverStampsAnEarlierTimeThanBefore() {
        long first = send(Stanzas.message("M1", bobLid, receiver.companion().lid()))
                .number("t")
                .orElseThrow();
        server.clock.advance(Duration.ofSeconds(-30));

        assertThat(send(Stanzas.message("M2", bobLid, receiver.companion().lid()))
                        .number("t"))
                .hasValue(first);
    }

    @Test
    void givesItsOwnHashWhenTheDevicesDiffer() {
        Node ack = send(Stanzas.message("M1", bobLid, receiver.companion().lid()));
        assertThat(ack.attr("phash"))
                .contains(ParticipantHash.of(List.of(
                        bobLid,
                        receiver.companion().lid(),
                        ada.lid(),
                        sibling.companion().lid())));

        Node complete = send(Stanzas.message(
                "M2",
                bobLid,
                bobLid,
                receiver.companion().lid(),
                ada.lid(),
                sibling.companion().lid()));
        assertThat(complete.attr("phash")).isEmpty();
    }

    @Test
    void leavesOutDevicesThatAreGone() {
        bob.unlink(1);

        Node ack =
                send(Stanzas.message("M1", bobLid, bobLid, receiver.companion().lid()));

        assertThat(ack.attr("error")).isEmpty();
        assertThat(messages(receiver)).isEmpty();
    }

    @Test
    void passesTheIdentityOnlyWithFirstMessagesAndWithoutTheAccountKey() {
        Node.Builder first = Node.of("message")
                .attr("id", "M1")
                .attr("to", bobLid)
                .attr("type", "text")
                .child(Node.of("participants")
                        .child(Node.of("to")
                                .attr("jid", receiver.companion().lid())
                                .child(Stanzas.enc("pkmsg")))
                        .child(Node.of("to")
                                .attr("jid", sibling.companion().lid())
                                .child(Stanzas.enc("msg"))))
                .child(sender.companion().deviceIdentity());

        send(first);

        assertThat(onlyMessage(receiver)
                        .child("device-identity")
                        .flatMap(Node::bytes)
                        .flatMap(AdvVerifier::parse))
                .hasValueSatisfying(identity ->
                        assertThat(identity.hasAccountSignatureKey()).isFalse());
        assertThat(onlyMessage(sibling).child("device-identity")).isEmpty();
    }

    @Test
    void deliversAResendToThatDeviceAloneEachTime() {
        send(Stanzas.message("M1", bobLid, receiver.companion().lid()));
        for (int count = 1; count <= 2; count++) {
            send(Node.of("message")
                    .attr("id", "M1")
                    .attr("to", receiver.companion().lid())
                    .attr("type", "text")
                    .attr("device_fanout", "false")
                    .child(Stanzas.enc("pkmsg").attr("count", count))
                    .child(sender.companion().deviceIdentity()));
        }

        assertThat(messages(receiver)).hasSize(3);
        assertThat(messages(receiver).getLast().child("enc").orElseThrow().hasAttr("count", "2"))
                .isTrue();
    }

    @Test
    void deliversPeerMessagesToTheOwnDeviceNamed() {
        send(Node.of("message")
                .attr("id", "P1")
                .attr("to", sibling.companion().jid())
                .attr("type", "text")
                .attr("category", "peer")
                .child(Stanzas.enc("msg")));

        Node delivered = onlyMessage(sibling);
        assertThat(delivered.hasAttr("category", "peer")).isTrue();
        assertThat(delivered.attr("recipient")).isEmpty();
    }

    @Test
    void deliversNothingFromWhomTheRecipientHasBlocked() {
        receiver.connection()
                .ask(Stanzas.iq("set", "blocklist")
                        .child(Node.of("item").attr("action", "block").attr("jid", ada.lid()))
                        .build());

        assertThat(send(Stanzas.message("M1", bobLid, receiver.companion().lid()))
                        .attr("error"))
                .isEmpty();
        assertThat(messages(receiver)).isEmpty();
    }

    @Test
    void refusesMoreThanADeviceCanKeep() {
        try (TestServer small = new TestServer(builder -> builder.queueLimit(3))) {
            SimulatedPhone from = small.phone("15550001111", "Ada");
            SimulatedPhone to = small.phone("15550002222", "Bob");
            TestConnection connection = small.linked(from).connection();
            Companion offline = small.link(to);

            for (int i = 1; i <= 3; i++) {
                assertThat(connection
                                .ask(Stanzas.message("M" + i, to.lid(), offline.lid())
                                        .build())
                                .attr("error"))
                        .isEmpty();
            }
            assertThat(connection
                            .ask(Stanzas.message("M4", to.lid(), offline.lid()).build())
                            .hasAttr("error", "503"))
                    .isTrue();
        }
    }

    private Node send(Node.Builder message) {
        return sender.connection().ask(message.build());
    }

    private void assertError(int code, Node.Builder message) {
        assertThat(send(message).attr("error")).contains(Integer.toString(code));
    }

    private static List<Node> messages(TestServer.Linked linked) {
        return linked.connection().received("message");
    }

    private static Node onlyMessage(TestServer.Linked linked) {
        assertThat(messages(linked)).hasSize(1);
        return messages(linked).getFirst();
    }
}
