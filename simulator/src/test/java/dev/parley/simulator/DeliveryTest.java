package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The queue of a device: what waits, what comes again, and what clears it.
class DeliveryTest {
    @Test
    void sendsNothingBeforeTheClientIsActive() {
        try (Scene scene = new Scene()) {
            scene.send(2);
            TestConnection connection = scene.server.login(scene.companion);

            assertThat(connection.received("message")).isEmpty();
            connection.send(Stanzas.active());
            assertThat(connection.received("message")).hasSize(2);
        }
    }

    @Test
    void marksWhatWaitedAndEndsWithTheCount() {
        try (Scene scene = new Scene()) {
            scene.send(2);
            TestConnection connection = scene.login();
            scene.send(1);

            Node preview = scene.ib(connection, "offline_preview");
            assertThat(preview.hasAttr("count", "2")).isTrue();
            assertThat(preview.hasAttr("message", "2")).isTrue();
            assertThat(preview.hasAttr("receipt", "0")).isTrue();
            assertThat(scene.ib(connection, "offline").hasAttr("count", "2")).isTrue();
            assertThat(connection.received("message"))
                    .extracting(message -> message.attr("offline").isPresent())
                    .containsExactly(true, true, false);
        }
    }

    @Test
    void saysAtOnceThatNothingWaited() {
        try (Scene scene = new Scene()) {
            TestConnection connection = scene.login();

            assertThat(scene.ib(connection, "offline").hasAttr("count", "0")).isTrue();
        }
    }

    @Test
    void pullsTheQueueInTheBatchesThatAreAskedFor() {
        try (Scene scene = new Scene(builder -> builder.offlineDelivery(OfflineDelivery.PULL))) {
            scene.send(12);
            TestConnection connection = scene.login();
            assertThat(connection.received("message")).hasSize(5);

            scene.send(1);
            connection.send(batch(4));
            assertThat(connection.received("message")).hasSize(9);
            assertThat(scene.hasIb(connection, "offline")).isFalse();

            connection.send(batch(100));
            assertThat(connection.received("message")).hasSize(13);
            assertThat(scene.ib(connection, "offline").hasAttr("count", "12")).isTrue();
            assertThat(connection.received("message").getLast().attr("offline")).isEmpty();
        }
    }

    @Test
    void toleratesABatchRequestWhenEverythingIsPushed() {
        try (Scene scene = new Scene()) {
            scene.send(3);
            TestConnection connection = scene.login();
            connection.send(batch(100));

            assertThat(connection.received("message")).hasSize(3);
        }
    }

    @Test
    void bringsWhatWasNotClearedAgainInOrderWithSameIdAndTime() {
        try (Scene scene = new Scene()) {
            TestConnection first = scene.login();
            scene.send(3);
            List<Node> delivered = first.received("message");
            first.send(receiptFor(delivered.get(1)));
            first.drop();

            List<Node> again = scene.login().received("message");

            assertThat(again)
                    .extracting(message -> message.attrOrEmpty("id"))
                    .containsExactly(
                            delivered.get(0).attrOrEmpty("id"), delivered.get(2).attrOrEmpty("id"));
            assertThat(again.getFirst().attr("t"))
                    .isEqualTo(delivered.getFirst().attr("t"));
        }
    }

    @Test
    void isClearedByADeliveryReceiptToTheVeryDevice() {
        try (Scene scene = new Scene()) {
            assertThat(scene.leftAfter(DeliveryTest::receiptFor)).isZero();
            assertThat(scene.leftAfter(message -> receiptFor(message, "type", "inactive")))
                    .isZero();
            assertThat(scene.leftAfter(message -> Replies.ack(message))).isZero();
            assertThat(scene.leftAfter(message -> Replies.nack(message, 491))).isZero();
        }
    }

    @Test
    void isNotClearedByAnythingElse() {
        try (Scene scene = new Scene()) {
            assertThat(scene.leftAfter(message -> receiptFor(message, "type", "read")))
                    .isEqualTo(1);
            assertThat(scene.leftAfter(message -> receiptFor(message, "type", "retry")))
                    .isEqualTo(2);
            assertThat(scene.leftAfter(message -> receiptFor(message, "type", "sender")))
                    .isEqualTo(3);
            assertThat(scene.leftAfter(message -> Stanzas.receipt(message.attrOrEmpty("id"), scene.senderBare())
                            .build()))
                    .isEqualTo(4);
            assertThat(scene.leftAfter(message -> Node.of("ack")
                            .attr("class", "message")
                            .attr("id", message.attrOrEmpty("id"))
                            .attr("to", scene.senderBare())
                            .build()))
                    .isEqualTo(5);
        }
    }

    @Test
    void isClearedByAReceiptThatListsIt() {
        try (Scene scene = new Scene()) {
            TestConnection connection = scene.login();
            scene.send(3);
            List<Node> messages = connection.received("message");
            Node.Builder list = Node.of("list");
            messages.stream()
                    .skip(1)
                    .forEach(message -> list.child(Node.of("item").attr("id", message.attrOrEmpty("id"))));
            connection.send(
                    receiptFor(messages.getFirst()).toBuilder().child(list).build());
            connection.drop();

            assertThat(scene.login().received("message")).isEmpty();
        }
    }

    @Test
    void clearsTheCopyOfAnOwnMessageOnlyByASenderReceipt() {
        try (Scene scene = new Scene()) {
            TestConnection connection = scene.login();
            scene.sendOwn();
            Node copy = connection.received("message").getFirst();
            connection.send(Replies.ack(copy));
            connection.send(
                    Stanzas.receipt(copy.attrOrEmpty("id"), copy.jid("from").orElseThrow())
                            .attr("type", "sender")
                            .build());
            connection.drop();
            connection = scene.login();
            assertThat(connection.received("message")).hasSize(1);

            connection.send(Replies.delivered(copy));
            connection.drop();
            assertThat(scene.login().received("message")).isEmpty();
        }
    }

    @Test
    void endsTheStreamOverAnAckOfTypeDelivery() {
        try (Scene scene = new Scene()) {
            TestConnection connection = scene.login();
            scene.send(1);
            Node message = connection.received("message").getFirst();

            connection.send(
                    Replies.ack(message).toBuilder().attr("type", "delivery").build());

            assertStreamErrorWithAck(connection, message);
        }
    }

    @Test
    void endsTheStreamOverAnAckThatDropsTheRecipient() {
        try (Scene scene = new Scene()) {
            TestConnection connection = scene.login();
            scene.sendOwn();
            Node copy = connection.received("message").getFirst();

            connection.send(Node.of("ack")
                    .attr("class", "message")
                    .attr("id", copy.attrOrEmpty("id"))
                    .attr("to", copy.jid("from").orElseThrow())
                    .build());

            assertStreamErrorWithAck(connection, copy);
        }
    }

    @Test
    void endsTheStreamWhenSomethingStaysUnclearedTooLong() {
        try (Scene scene = new Scene(builder -> builder.unclearedLimit(Duration.ofSeconds(30)))) {
            TestConnection connection = scene.login();
            scene.send(1);
            Node message = connection.received("message").getFirst();
            scene.server.clock.advance(Duration.ofSeconds(30));
            scene.server.core.housekeeping().tick();
            assertThat(connection.channel().farewell()).isEmpty();

            scene.server.clock.advance(Duration.ofSeconds(1));
            scene.server.core.housekeeping().tick();

            assertStreamErrorWithAck(connection, message);
        }
    }

    @Test
    void queuesNotificationsAndReceiptsToo() {
        try (Scene scene = new Scene()) {
            TestConnection connection = scene.login();
            Companion sibling = scene.server.link(scene.bob);
            Node notification = connection.received("notification").getFirst();
            connection.drop();

            connection = scene.login();
            assertThat(connection.received("notification"))
                    .singleElement()
                    .satisfies(again -> assertThat(again.attr("id")).isEqualTo(notification.attr("id")));
            connection.send(Replies.ack(notification));
            connection.drop();
            assertThat(scene.login().received("notification")).isEmpty();
            assertThat(sibling.jid().device()).isEqualTo(2);
        }
    }

    private static Node batch(int count) {
        return Node.of("ib")
                .child(Node.of("offline_batch").attr("count", count))
                .build();
    }

    private static Node receiptFor(Node message) {
        return Replies.delivered(message);
    }

    private static Node receiptFor(Node message, String attr, String value) {
        return receiptFor(message).toBuilder().attr(attr, value).build();
    }

    private static void assertStreamErrorWithAck(TestConnection connection, Node about) {
        Node farewell = connection.channel().farewell().orElseThrow();
        assertThat(farewell.tag()).isEqualTo("stream:error");
        assertThat(farewell.attrs()).isEmpty();
        assertThat(farewell.child("ack")).hasValueSatisfying(ack -> {
            assertThat(ack.hasAttr("class", "message")).isTrue();
            assertThat(ack.attr("id")).isEqualTo(about.attr("id"));
        });
    }

    /// Ada's companion writes to a companion of Bob.
    private static final class Scene implements AutoCloseable {
        final TestServer server;
        final SimulatedPhone bob;
        final Companion companion;
        private final SimulatedPhone ada;
        private final TestServer.Linked sender;
        private int latestId;

        Scene() {
            this(builder -> builder);
        }

        Scene(UnaryOperator<Simulator.Builder> settings) {
            server = new TestServer(settings);
            ada = server.phone("15550001111", "Ada");
            bob = server.phone("15550002222", "Bob");
            sender = server.linked(ada);
            companion = server.link(bob);
        }

        TestConnection login() {
            TestConnection connection = server.login(companion);
            connection.send(Stanzas.active());
            return connection;
        }

        Jid senderBare() {
            return ada.lid();
        }

        void send(int count) {
            IntStream.range(0, count).forEach(_ -> {
                latestId++;
                sender.connection()
                        .send(Stanzas.message("M" + latestId, bob.lid(), companion.lid())
                                .build());
            });
        }

        /// Bob's phone writes to Ada, with a copy for Bob's companion.
        void sendOwn() {
            bob.send("15550001111", "hello");
        }

        /// How many messages come again after one more was answered like that.
        int leftAfter(UnaryOperator<Node> answer) {
            TestConnection connection = login();
            send(1);
            connection.send(answer.apply(connection.received("message").getLast()));
            connection.drop();
            TestConnection next = login();
            int left = next.received("message").size();
            next.drop();
            return left;
        }

        boolean hasIb(TestConnection connection, String tag) {
            return connection.received("ib").stream()
                    .anyMatch(ib -> ib.child(tag).isPresent());
        }

        Node ib(TestConnection connection, String tag) {
            return connection.received("ib").stream()
                    .flatMap(ib -> ib.child(tag).stream())
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
