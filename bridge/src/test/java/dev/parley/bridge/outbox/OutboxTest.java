package dev.parley.bridge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.bridge.engine.FakeDevice.Handed;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OutboxTest {
    private static final String BOB = "15550300001@s.whatsapp.net";
    private static final Instant SERVER_TIME = Instant.ofEpochSecond(1_900_000_123);

    private final TestBridge bridge = TestBridge.shared();

    @Test
    void sendsATextAndTellsHowFarItGot() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();

        String id = send(session, BOB, "Hello", "");

        assertThat(id).matches("3EB0[0-9A-F]{18}");
        assertThat(message(session, id).path("status").asString()).isEqualTo("pending");
        Handed handed = session.device().nextHanded();
        assertThat(handed.message().id()).isEqualTo(id);
        assertThat(handed.message().to()).isEqualTo(Jid.pn("15550300001"));
        assertThat(handed.message().content().getConversation()).isEqualTo("Hello");

        handed.accept(SERVER_TIME);

        awaitMessage(session, id, "sent");
        assertThat(message(session, id).path("timestamp").asLong()).isEqualTo(SERVER_TIME.getEpochSecond());
        assertThat(chat(session).path("lastMessage").path("timestamp").asLong())
                .isEqualTo(SERVER_TIME.getEpochSecond());
        session.device().stored(delivered(id));
        awaitMessage(session, id, "delivered");
    }

    @Test
    void theSameKeySendsOnce() {
        Linked session = bridge.linked();

        String first = send(session, BOB, "once", ",\"idempotencyKey\":\"k1\"");
        String second = send(session, BOB, "once", ",\"idempotencyKey\":\"k1\"");
        String third = send(session, BOB, "twice", ",\"idempotencyKey\":\"k2\"");

        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
        assertThat(session.device().nextHanded().message().id()).isEqualTo(first);
        assertThat(session.device().nextHanded().message().id()).isEqualTo(third);
        awaitMessage(session, third, "sent");
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void theSameKeyForSomethingElseIsRefused() {
        Linked session = bridge.linked();
        send(session, BOB, "once", ",\"idempotencyKey\":\"k1\"");

        Answer otherText = post(session, "{\"chatId\":\"" + BOB + "\",\"text\":\"twice\",\"idempotencyKey\":\"k1\"}");
        Answer otherChat = post(
                session, "{\"chatId\":\"15550300002@s.whatsapp.net\",\"text\":\"once\",\"idempotencyKey\":\"k1\"}");

        assertThat(otherText.status()).isEqualTo(409);
        assertThat(otherText.body().path("error").asString()).isEqualTo("idempotencyKey was used for another message");
        assertThat(otherChat.status()).isEqualTo(409);
    }

    @Test
    void manyCallersAtOnceShareCommitsAndOneMistakeFailsAlone() throws Exception {
        Linked session = bridge.linked();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "when?"));
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 120; i++) {
                String more =
                        switch (i % 4) {
                            case 0 -> ",\"quotedMessageId\":\"nope\"";
                            case 1 -> ",\"quotedMessageId\":\"A1\"";
                            // Two of each key, at the same moment.
                            case 2 -> ",\"idempotencyKey\":\"pair-" + i / 8 + "\"";
                            default -> "";
                        };
                String text = i % 4 == 2 ? "text of pair " + i / 8 : "text " + i;
                answers.add(callers.submit(
                        () -> post(session, "{\"chatId\":\"" + BOB + "\",\"text\":\"" + text + "\"" + more + "}")));
            }
        }
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i).get(1, TimeUnit.SECONDS);
            assertThat(answer.status()).isEqualTo(i % 4 == 0 ? 404 : 200);
            if (i % 4 != 0) {
                ids.add(answer.body().path("messageId").asString());
            }
        }
        assertThat(ids.stream().distinct().count()).isEqualTo(60 + 15);
        for (int i = 0; i < 75; i++) {
            assertThat(ids).contains(session.device().nextHanded().message().id());
        }
        ids.forEach(id -> awaitMessage(session, id, "sent"));
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void whatWaitsWhileReconnectingIsSentInOrderAfterwards() {
        Linked session = bridge.linked();
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ids.add(send(session, BOB, "text " + i, ""));
        }
        assertThat(session.device().handedCount()).isZero();

        session.device().logIn(session.digits());

        for (String id : ids) {
            assertThat(session.device().nextHanded().message().id()).isEqualTo(id);
        }
        awaitMessage(session, ids.getLast(), "sent");
    }

    @Test
    void aLostAnswerIsAskedForAgainUnderTheSameIdAndBeforeLaterMessages() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String first = send(session, BOB, "first", "");
        Handed lost = session.device().nextHanded();
        assertThat(lost.message().id()).isEqualTo(first);
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        lost.answer().completeExceptionally(new WhatsAppException.NotConnected("lost"));
        String second = send(session, BOB, "second", "");

        session.device().answer();
        session.device().logIn(session.digits());

        assertThat(session.device().nextHanded().message().id()).isEqualTo(first);
        assertThat(session.device().nextHanded().message().id()).isEqualTo(second);
        awaitMessage(session, second, "sent");
        assertThat(message(session, first).path("status").asString()).isEqualTo("sent");
    }

    @Test
    void whatStillWaitsStaysBehindWhatWasSentBefore() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String first = send(session, BOB, "first", "");
        Handed handed = session.device().nextHanded();
        String second = send(session, BOB, "second", "");

        // The server's clock is ahead of the moment at which the second one was accepted.
        handed.accept(Clock.systemUTC().instant().plusSeconds(30));
        awaitMessage(session, first, "sent");

        assertThat(bridge.get("/sessions/" + session.id() + "/chats/" + BOB + "/messages")
                        .body()
                        .path("messages")
                        .valueStream()
                        .map(message -> message.path("id").asString()))
                .containsExactly(first, second);
    }

    @Test
    void aMessageThatWhatsAppCannotTakeNowIsSentAgain() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String id = send(session, BOB, "patience", "");

        session.device().nextHanded().answer().completeExceptionally(new WhatsAppException.Unavailable(503));
        Handed again = session.device().nextHanded();
        again.accept(SERVER_TIME);

        assertThat(again.message().id()).isEqualTo(id);
        awaitMessage(session, id, "sent");
    }

    @Test
    void aRefusedMessageFailsWithItsReasonAndHoldsUpNoOther() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String refused = send(session, BOB, "refused", "");
        Handed first = session.device().nextHanded();
        String accepted = send(session, BOB, "accepted", "");

        first.answer().complete(new SendResult.Refused(463, "WhatsApp does not let you write to new contacts now."));
        session.device().nextHanded().accept(SERVER_TIME);

        awaitMessage(session, accepted, "sent");
        assertThat(message(session, refused).path("status").asString()).isEqualTo("failed");
        assertThat(message(session, refused).path("failure").asString())
                .isEqualTo("WhatsApp does not let you write to new contacts now.");
    }

    @Test
    void aReceiptThatComesBeforeTheAnswerIsNotTakenBack() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String id = send(session, BOB, "fast", "");
        Handed handed = session.device().nextHanded();

        session.device().stored(delivered(id));
        handed.accept(SERVER_TIME);

        TestBridge.await(() -> message(session, id).path("timestamp").asLong() == SERVER_TIME.getEpochSecond());
        assertThat(message(session, id).path("status").asString()).isEqualTo("delivered");
    }

    @Test
    void aFailingQuestionAboutOneRecipientHoldsUpNoOther() {
        Linked session = bridge.linked();
        session.device().refuseWith(new WhatsAppException.IqError(500, "internal-server-error"));
        String id = send(session, BOB, "later", "");
        TestBridge.await(() -> attempts(id) > 0);

        session.device().refuseWith(null);

        assertThat(session.device().nextHanded().message().id()).isEqualTo(id);
        awaitMessage(session, id, "sent");
    }

    @Test
    void resolvesABareNumberOnceByAskingWhatsApp() {
        Linked session = bridge.linked();
        session.device()
                .knowPerson(
                        "+5511987654321",
                        new Person(Optional.of(Jid.pn("551187654321")), Optional.of(Jid.lid("600000000000001"))));

        send(session, "+55 11 98765-4321", "oi", "");
        send(session, "5511987654321", "oi de novo", "");

        assertThat(session.device().nextHanded().message().to()).isEqualTo(Jid.pn("551187654321"));
        assertThat(session.device().nextHanded().message().to()).isEqualTo(Jid.pn("551187654321"));
        assertThat(session.device().lookUps()).isEqualTo(1);
    }

    @Test
    void aNumberThatNobodyHasIsNotFound() {
        Linked session = bridge.linked();

        Answer answer = post(session, "{\"chatId\":\"+15550399999\",\"text\":\"anybody?\"}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("error").asString()).isEqualTo("This phone number is not on WhatsApp");
    }

    @Test
    void acceptsTheLidOfAChat() {
        Linked session = bridge.linked();
        session.device()
                .stored(FakeDevice.text(
                        new Person(Optional.of(Jid.pn("15550300002")), Optional.of(Jid.lid("600000000000002"))),
                        "A1",
                        1_800_000_000,
                        "hi"));

        send(session, "600000000000002@lid", "hello", "");

        assertThat(session.device().nextHanded().message().to()).isEqualTo(Jid.pn("15550300002"));
    }

    @Test
    void quotesAMessageOfTheChat() {
        Linked session = bridge.linked();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "when?"));

        String id = send(session, BOB, "now", ",\"quotedMessageId\":\"A1\"");

        var context = session.device()
                .nextHanded()
                .message()
                .content()
                .getExtendedTextMessage()
                .getContextInfo();
        assertThat(context.getStanzaId()).isEqualTo("A1");
        assertThat(context.getParticipant()).isEqualTo(BOB);
        assertThat(context.getQuotedMessage().getConversation()).isEqualTo("when?");
        assertThat(message(session, id).path("quotedMessage").path("content").asString())
                .isEqualTo("when?");
        assertThat(post(session, "{\"chatId\":\"" + BOB + "\",\"text\":\"x\",\"quotedMessageId\":\"nope\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void quotesAPictureAsPhonesShowIt() {
        Linked session = bridge.linked();
        ByteString preview = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1});
        session.device()
                .stored(FakeDevice.message(
                        FakeDevice.pn("15550300001"),
                        "P1",
                        false,
                        1_800_000_000,
                        Message.newBuilder()
                                .setImageMessage(ImageMessage.newBuilder()
                                        .setMimetype("image/jpeg")
                                        .setCaption("the new sign")
                                        .setDirectPath("/v/t62/x")
                                        .setMediaKey(ByteString.copyFrom(new byte[32]))
                                        .setJpegThumbnail(preview))
                                .build()));

        send(session, BOB, "lovely", ",\"quotedMessageId\":\"P1\"");

        ImageMessage quoted = session.device()
                .nextHanded()
                .message()
                .content()
                .getExtendedTextMessage()
                .getContextInfo()
                .getQuotedMessage()
                .getImageMessage();
        assertThat(quoted.getCaption()).isEqualTo("the new sign");
        assertThat(quoted.getJpegThumbnail()).isEqualTo(preview);
        assertThat(quoted.getDirectPath()).isEqualTo("/v/t62/x");
    }

    @Test
    void whatCanNoLongerBeSentFails() {
        Linked session = bridge.linked();
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        String id = send(session, BOB, "too late", "");

        session.device().drop(new DisconnectCause.LoggedOut(401));

        awaitMessage(session, id, "failed");
        assertThat(message(session, id).path("failure").asString()).contains("removed this device");
    }

    @Test
    void aRestartSendsWhatWasPendingUnderTheSameIdAndNothingElse() {
        TestDatabase database = TestDatabase.create();
        String sessionId;
        String sent;
        String pending;
        String digits;
        try (TestBridge before = TestBridge.startOn(database)) {
            Linked session = before.linked();
            sessionId = session.id();
            digits = session.digits();
            sent = send(before, session, BOB, "sent", "");
            TestBridge.await(() -> status(before, sessionId, sent).equals("sent"));
            session.device().withholdAnswers();
            pending = send(before, session, BOB, "pending", "");
            session.device().nextHanded();
        }
        try (TestBridge after = TestBridge.startOn(database)) {
            FakeDevice device = after.engine().next();
            device.logIn(digits);

            assertThat(device.nextHanded().message().id()).isEqualTo(pending);
            TestBridge.await(() -> status(after, sessionId, pending).equals("sent"));
            assertThat(device.handedCount()).isZero();
            after.awaitStatus(sessionId, "connected", Optional.empty());
        }
    }

    private static StoredEvent delivered(String id) {
        return new StoredEvent.ReceiptArrived(
                new Chat.Direct(FakeDevice.pn("15550300001")),
                Jid.pn("15550300001"),
                ReceiptKind.DELIVERED,
                List.of(id),
                SERVER_TIME);
    }

    private int attempts(String id) {
        return bridge.sql()
                .sql("select attempts from outbox where whatsapp_id = ?")
                .param(id)
                .query(Integer.class)
                .single();
    }

    private Answer post(Linked session, String json) {
        return bridge.post("/sessions/" + session.id() + "/send/text", json);
    }

    private String send(Linked session, String chat, String text, String more) {
        return send(bridge, session, chat, text, more);
    }

    private static String send(TestBridge bridge, Linked session, String chat, String text, String more) {
        Answer answer = bridge.post(
                "/sessions/" + session.id() + "/send/text",
                "{\"chatId\":\"" + chat + "\",\"text\":\"" + text + "\"" + more + "}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.body().path("success").asBoolean()).isTrue();
        return answer.body().path("messageId").asString();
    }

    private void awaitMessage(Linked session, String id, String status) {
        TestBridge.await(() -> status(bridge, session.id(), id).equals(status));
    }

    private JsonNode message(Linked session, String id) {
        return message(bridge, session.id(), id);
    }

    private static String status(TestBridge bridge, String session, String id) {
        return message(bridge, session, id).path("status").asString();
    }

    private static JsonNode message(TestBridge bridge, String session, String id) {
        return bridge.get("/sessions/" + session + "/chats/" + BOB + "/messages?limit=200")
                .body()
                .path("messages")
                .valueStream()
                .filter(message -> message.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode chat(Linked session) {
        return bridge.get("/sessions/" + session.id() + "/chats")
                .body()
                .path("chats")
                .get(0);
    }
}
