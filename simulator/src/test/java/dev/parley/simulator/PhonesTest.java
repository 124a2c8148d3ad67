package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.DeviceSentMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.signal.Ciphertext;
import dev.parley.whatsapp.signal.DecryptResult;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhonesTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void talkToEachOther(Addressing addressing) {
        ada.useAddressing(addressing);
        bob.useAddressing(addressing);

        String id = ada.send("+15550002222", "hello");
        PhoneMessage received = bob.awaitText("hello", SOON);
        bob.send("15550001111", "hi");

        assertThat(received.id()).isEqualTo(id);
        assertThat(received.chat()).isEqualTo("15550001111");
        assertThat(received.sender()).isEqualTo("15550001111");
        assertThat(received.senderDevice()).isZero();
        assertThat(received.timestamp()).isEqualTo(TestServer.START);
        assertThat(received.fromMe()).isFalse();
        assertThat(ada.awaitText("hi", SOON).sender()).isEqualTo("15550002222");
        assertThat(ada.awaitReceipt(receipt -> receipt.messageId().equals(id), SOON))
                .isEqualTo(new PhoneReceipt(id, "15550002222", 0, "", TestServer.START));
    }

    @Test
    void keepTheSessionWhenTheAddressingOfAChatChanges() {
        for (int i = 0; i < 6; i++) {
            ada.useAddressing(i % 2 == 0 ? Addressing.LID : Addressing.PN);
            bob.useAddressing(i % 3 == 0 ? Addressing.PN : Addressing.LID);
            ada.send("15550002222", "ping " + i);
            bob.awaitText("ping " + i, SOON);
            bob.send("15550001111", "pong " + i);
            ada.awaitText("pong " + i, SOON);
        }

        assertThat(bob.receipts()).noneMatch(receipt -> receipt.type().equals("retry"));
    }

    @Test
    void loseNothingWhenBothWriteAtOnce() {
        CompletableFuture<Void> fromAda = CompletableFuture.runAsync(
                () -> IntStream.range(0, 200).forEach(i -> ada.send("15550002222", "a" + i)));
        CompletableFuture<Void> fromBob = CompletableFuture.runAsync(
                () -> IntStream.range(0, 200).forEach(i -> bob.send("15550001111", "b" + i)));
        CompletableFuture.allOf(fromAda, fromBob).join();
        bob.awaitText("a199", SOON);
        ada.awaitText("b199", SOON);

        assertThat(bob.messages())
                .extracting(PhoneMessage::text)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "a" + i).toList());
        assertThat(ada.messages())
                .extracting(PhoneMessage::text)
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "b" + i).toList());
        assertThat(ada.receipts()).noneMatch(receipt -> receipt.type().equals("retry"));
        assertThat(bob.receipts()).noneMatch(receipt -> receipt.type().equals("retry"));
    }

    @Test
    void receiveWhatWaitedWhileTheyWereOffline() {
        bob.goOffline();
        IntStream.range(0, 5).forEach(i -> ada.send("15550002222", "text " + i));
        assertThat(bob.messages()).isEmpty();

        bob.goOnline();
        bob.awaitText("text 4", SOON);

        assertThat(bob.messages())
                .extracting(PhoneMessage::text)
                .containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
    }

    @Test
    void refillTheirOneTimeKeysWhenTheyRunLow() {
        Companion companion = server.link(ada);
        TestConnection connection = server.active(companion);
        for (int i = 0; i < 26; i++) {
            assertThat(fetchedKeyOf(bob, connection)).isPresent();
        }

        // The notice of the low stock is handled before the message, since both wait in the same queue.
        ada.send("15550002222", "after the notice");
        bob.awaitText("after the notice", SOON);

        for (int i = 0; i < 26; i++) {
            assertThat(fetchedKeyOf(bob, connection)).isPresent();
        }
    }

    private static Optional<Node> fetchedKeyOf(SimulatedPhone phone, TestConnection connection) {
        return connection
                .ask(Stanzas.keys(phone.lid()))
                .child("list")
                .flatMap(list -> list.child("user"))
                .flatMap(user -> user.child("key"));
    }

    @Test
    void encryptForEveryDeviceOfBothSides() {
        TestServer.Linked own = server.linked(ada);
        TestServer.Linked other = server.linked(bob);

        ada.send("15550002222", "hello");

        Message received = decrypt(other);
        Message copy = decrypt(own);
        assertThat(received.getConversation()).isEqualTo("hello");
        assertThat(received.getMessageContextInfo().getMessageSecret().size()).isEqualTo(32);
        assertThat(copy.getDeviceSentMessage().getMessage().getConversation()).isEqualTo("hello");
        assertThat(copy.getDeviceSentMessage().getDestinationJid())
                .isEqualTo(bob.lid().toString());
    }

    @Test
    void understandWhatCompanionsSend() {
        TestServer.Linked companion = server.linked(ada);

        sendText(companion, bob.lid(), "from the companion");

        PhoneMessage atBob = bob.awaitText("from the companion", SOON);
        assertThat(atBob.senderDevice()).isEqualTo(1);
        assertThat(atBob.fromMe()).isFalse();
        PhoneMessage atAda = ada.awaitText("from the companion", SOON);
        assertThat(atAda.fromMe()).isTrue();
        assertThat(atAda.chat()).isEqualTo("15550002222");
    }

    @Test
    void askAgainForWhatNobodyVouchesFor() {
        TestServer.Linked companion = server.linked(ada);
        Node.Builder message = text(companion, bob.lid(), "unvouched", bob.lid());

        companion.connection().ask(message.build());

        Node retry = awaitRetry(companion);
        assertThat(retry.child("retry").orElseThrow().hasAttr("error", "12")).isTrue();
        assertThat(bob.messages()).isEmpty();
    }

    @Test
    void sendAgainOnANewSessionWhenAskedTo() {
        TestServer.Linked companion = server.linked(bob);
        String id = ada.send("15550002222", "hello");
        Node first = companion.connection().received("message").getFirst();

        companion
                .connection()
                .send(Stanzas.receipt(id, first.jid("from").orElseThrow())
                        .attr("type", "retry")
                        .child(Node.of("retry").attr("v", 1).attr("count", 1).attr("id", id))
                        .child(KeyNodes.registration(1))
                        .build());

        Node again = awaitResend(companion, id);
        assertThat(again.child("enc").orElseThrow().hasAttr("type", "pkmsg")).isTrue();
        assertThat(again.child("enc").orElseThrow().hasAttr("count", "1")).isTrue();
        assertThat(message(companion.companion().decrypt(again)).getConversation())
                .isEqualTo("hello");
    }

    @Test
    void useTheKeysThatARetryReceiptBrings() {
        TestServer.Linked companion = server.linked(bob);
        String id = ada.send("15550002222", "hello");
        companion.connection().channel().await(node -> node.hasAttr("id", id), SOON);

        companion.connection().send(retry(companion, id, ada.lid(), 2).build());

        Node again = awaitResend(companion, id);
        assertThat(message(companion.companion().decrypt(again)).getConversation())
                .isEqualTo("hello");
    }

    @Test
    void sendAnOwnCompanionAgainWhoseChatItWas() {
        TestServer.Linked companion = server.linked(ada);
        String id = ada.send("15550002222", "hello");

        companion
                .connection()
                .send(retry(companion, id, ada.lid(), 2)
                        .attr("recipient", bob.lid())
                        .build());

        Node again = awaitResend(companion, id);
        assertThat(again.jid("recipient")).contains(bob.lid());
        assertThat(message(companion.companion().decrypt(again))
                        .getDeviceSentMessage()
                        .getMessage()
                        .getConversation())
                .isEqualTo("hello");
    }

    @Test
    void ignoreRetryReceiptsPastTheLimitFromStrangersAndWithBrokenKeys() {
        TestServer.Linked companion = server.linked(bob);
        TestServer.Linked stranger = server.linked(server.phone("15550003333", "Eve"));
        String id = ada.send("15550002222", "hello");

        companion.connection().send(retry(companion, id, ada.lid(), 5).build());
        stranger.connection().send(retry(stranger, id, ada.lid(), 1).build());
        companion
                .connection()
                .send(Stanzas.receipt(id, ada.lid())
                        .attr("type", "retry")
                        .child(Node.of("retry").attr("count", 2).attr("id", id))
                        .child(Node.of("keys").child(KeyNodes.type()))
                        .build());
        companion.connection().send(retry(companion, id, ada.lid(), 1).build());

        assertThat(awaitResend(companion, id).child("enc").orElseThrow().hasAttr("count", "1"))
                .isTrue();
        assertThat(companion.connection().received("message")).hasSize(2);
        assertThat(stranger.connection().received("message")).isEmpty();
    }

    private static Node.Builder retry(TestServer.Linked from, String id, Jid to, int count) {
        return Stanzas.receipt(id, to)
                .attr("type", "retry")
                .child(Node.of("retry").attr("v", 1).attr("count", count).attr("id", id))
                .child(KeyNodes.registration(1))
                .child(Node.of("keys")
                        .child(KeyNodes.type())
                        .child(KeyNodes.identity(from.companion().identity().publicKey()))
                        .child(KeyNodes.key(from.companion().newPreKeys(1).getFirst()))
                        .child(KeyNodes.skey(from.companion().signedPreKey()))
                        .child(from.companion().deviceIdentity()));
    }

    @Test
    void tellTheAuthorWhenAMessageWasRead() {
        String id = ada.send("15550002222", "hello");
        bob.awaitText("hello", SOON);

        bob.read(id);

        assertThat(ada.awaitReceipt(receipt -> receipt.type().equals("read"), SOON)
                        .messageId())
                .isEqualTo(id);
    }

    @Test
    void canOnlyBeMadeOnceForANumber() {
        assertThatThrownBy(() -> server.phone("+15550001111", "Other"))
                .isInstanceOfSatisfying(
                        ControlException.class,
                        e -> assertThat(e.reason()).isEqualTo(ControlException.Reason.CONFLICT));
        assertThatThrownBy(() -> server.phone("0123", "Other")).isInstanceOf(ControlException.class);
        assertThatThrownBy(() -> ada.send("15550009999", "hello"))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.reason()).isEqualTo(ControlException.Reason.UNKNOWN));
    }

    private Message decrypt(TestServer.Linked linked) {
        return message(linked.companion()
                .decrypt(linked.connection().received("message").getFirst()));
    }

    private static Message message(DecryptResult result) {
        try {
            byte[] padded = ((DecryptResult.Plaintext) result).bytes();
            return Message.parseFrom(MessagePadding.unpad(padded).orElseThrow());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void sendText(TestServer.Linked from, Jid chat, String text) {
        Node message = text(from, chat, text, chat, ada.lid())
                .child(from.companion().deviceIdentity())
                .build();
        assertThat(from.connection().ask(message).attr("error")).isEmpty();
    }

    private Node.Builder text(TestServer.Linked from, Jid chat, String text, Jid... devices) {
        Node.Builder participants = Node.of("participants");
        Message message = Message.newBuilder().setConversation(text).build();
        Message own = Message.newBuilder()
                .setDeviceSentMessage(DeviceSentMessage.newBuilder()
                        .setDestinationJid(chat.toString())
                        .setMessage(message))
                .build();
        for (Jid device : devices) {
            Message content = device.bare().equals(ada.lid()) ? own : message;
            byte[] padded = MessagePadding.pad(content.toByteArray(), server.random);
            Node bundle = from.connection()
                    .ask(Stanzas.keys(device))
                    .child("list")
                    .flatMap(list -> list.child("user"))
                    .orElseThrow();
            Ciphertext ciphertext = from.companion().encrypt(device, bundle, padded);
            participants.child(Node.of("to")
                    .attr("jid", device)
                    .child(Stanzas.enc("pkmsg").content(Bytes.copyOf(ciphertext.bytes()))));
        }
        return Node.of("message")
                .attr("id", "M-" + ByteString.copyFromUtf8(text).hashCode())
                .attr("to", chat)
                .attr("type", "text")
                .child(participants);
    }

    private static Node awaitRetry(TestServer.Linked linked) {
        return linked.connection().channel().await(node -> node.hasAttr("type", "retry"), SOON);
    }

    private static Node awaitResend(TestServer.Linked linked, String id) {
        return linked.connection()
                .channel()
                .await(
                        node -> node.hasAttr("id", id)
                                && node.child("enc")
                                        .flatMap(enc -> enc.attr("count"))
                                        .isPresent(),
                        SOON);
    }
}
