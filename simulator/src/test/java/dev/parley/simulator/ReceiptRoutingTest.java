package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptRoutingTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestServer.Linked sender = server.linked(ada);
    private final TestServer.Linked sendersSibling = server.linked(ada);
    private final TestServer.Linked reader = server.linked(bob);
    private final TestServer.Linked readersSibling = server.linked(bob);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void acknowledgesAReceipt() {
        Node ack = reader.connection()
                .ask(Stanzas.receipt("M1", sender.companion().lid())
                        .attr("type", "inactive")
                        .build());

        assertThat(ack.hasAttr("class", "receipt")).isTrue();
        assertThat(ack.hasAttr("type", "inactive")).isTrue();
        assertThat(ack.jid("from")).contains(sender.companion().lid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "inactive", "read", "played"})
    void bringsADeliveryOrReadingToAllDevicesOfTheSender(String type) {
        Node.Builder list = Node.of("list").child(Node.of("item").attr("id", "M2"));
        send(
                reader,
                typed(Stanzas.receipt("M1", sender.companion().lid()), type).child(list));

        for (TestServer.Linked device : List.of(sender, sendersSibling)) {
            Node forwarded = onlyReceipt(device);
            assertThat(forwarded.jid("from")).contains(reader.companion().lid());
            assertThat(forwarded.attrOrEmpty("type")).isEqualTo(type);
            assertThat(ReceiptIds.of(forwarded)).containsExactly("M1", "M2");
            assertThat(forwarded.attr("t")).isPresent();
        }
    }

    @Test
    void keepsTheNamespaceOfTheReceipt() {
        send(reader, Stanzas.receipt("M1", sender.companion().jid()));

        assertThat(onlyReceipt(sender).jid("from")).contains(reader.companion().jid());
    }

    @Test
    void showsSiblingsWhatWasRead() {
        send(reader, Stanzas.receipt("M1", ada.lid()).attr("type", "read"));

        Node own = onlyReceipt(readersSibling);
        assertThat(own.jid("from")).contains(reader.companion().lid());
        assertThat(own.jid("recipient")).contains(ada.lid());
        assertThat(own.hasAttr("type", "read")).isTrue();
    }

    @Test
    void keepsAPrivateReadingAmongOwnDevices() {
        send(reader, Stanzas.receipt("M1", ada.lid()).attr("type", "read-self"));

        assertThat(onlyReceipt(readersSibling).jid("recipient")).contains(ada.lid());
        assertThat(receipts(sender)).isEmpty();
    }

    @Test
    void showsNoDeliveryToSiblings() {
        send(reader, Stanzas.receipt("M1", ada.lid()));

        assertThat(receipts(readersSibling)).isEmpty();
    }

    @Test
    void bringsASenderReceiptToTheSendingDeviceAlone() {
        send(
                sendersSibling,
                Stanzas.receipt("M1", sender.companion().lid())
                        .attr("type", "sender")
                        .attr("recipient", bob.lid()));

        Node forwarded = onlyReceipt(sender);
        assertThat(forwarded.jid("from")).contains(sendersSibling.companion().lid());
        assertThat(forwarded.jid("recipient")).contains(bob.lid());
        assertThat(receipts(reader)).isEmpty();
    }

    @Test
    void passesARetryReceiptOnUnchangedToTheDeviceNamed() {
        Node retry = Stanzas.receipt("M1", sender.companion().lid())
                .attr("type", "retry")
                .child(Node.of("retry").attr("v", 1).attr("count", 2).attr("id", "M1"))
                .child(KeyNodes.registration(7))
                .child(Node.of("keys").child(KeyNodes.type()))
                .build();

        reader.connection().send(retry);

        assertThat(onlyReceipt(sender).children()).isEqualTo(retry.children());
        assertThat(onlyReceipt(sender).jid("from")).contains(reader.companion().lid());
        assertThat(receipts(sendersSibling)).isEmpty();
    }

    @Test
    void queuesReceiptsForADeviceThatIsAway() {
        sender.connection().drop();
        send(reader, Stanzas.receipt("M1", sender.companion().lid()));

        TestConnection back = server.login(sender.companion());
        back.send(Stanzas.active());

        assertThat(back.received("receipt"))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.attr("offline")).isPresent());
    }

    @Test
    void acknowledgesReceiptsForGroupsAndDropsThem() {
        Node ack = reader.connection()
                .ask(Stanzas.receipt("M1", Jid.of("123", Jid.GROUP_SERVER))
                        .attr("participant", sender.companion().lid())
                        .build());

        assertThat(ack.hasAttr("class", "receipt")).isTrue();
        assertThat(receipts(sender)).isEmpty();
    }

    private static Node.Builder typed(Node.Builder receipt, String type) {
        return type.isEmpty() ? receipt : receipt.attr("type", type);
    }

    private static void send(TestServer.Linked from, Node.Builder receipt) {
        from.connection().send(receipt.build());
    }

    private static List<Node> receipts(TestServer.Linked linked) {
        return linked.connection().received("receipt");
    }

    private static Node onlyReceipt(TestServer.Linked linked) {
        assertThat(receipts(linked)).hasSize(1);
        return receipts(linked).getFirst();
    }
}
