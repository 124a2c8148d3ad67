package dev.parley.bridge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.bridge.engine.FakeDevice.Handed;
import dev.parley.database.TestDatabase;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ActionsTest {
    private static final String BOB = "15550300001@s.whatsapp.net";

    private final TestBridge bridge = TestBridge.shared();

    @Test
    void aReactionGoesOutAndIsShownWhenWhatsAppTookIt() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "lunch?"));

        assertThat(react(session, "A1", "👍🏽").status()).isEqualTo(200);

        Handed handed = session.device().nextHanded();
        var reaction = handed.message().content().getReactionMessage();
        assertThat(reaction.getText()).isEqualTo("👍🏽");
        assertThat(reaction.getKey().getId()).isEqualTo("A1");
        assertThat(reaction.getKey().getFromMe()).isFalse();
        assertThat(handed.message().id()).matches("3EB0[0-9A-F]{18}");
        assertThat(message(session, "A1").path("reactions").isEmpty()).isTrue();

        handed.accept(now());

        TestBridge.await(() -> !message(session, "A1").path("reactions").isEmpty());
        JsonNode shown = message(session, "A1").path("reactions").get(0);
        assertThat(shown.path("emoji").asString()).isEqualTo("👍🏽");
        assertThat(shown.path("fromMe").asBoolean()).isTrue();

        assertThat(react(session, "A1", "👍🏽").status()).isEqualTo(200);
        assertThat(react(session, "A1", "").status()).isEqualTo(200);
        Handed removal = session.device().nextHanded();
        assertThat(removal.message().content().getReactionMessage().getText()).isEmpty();
        removal.accept(now());
        TestBridge.await(() -> message(session, "A1").path("reactions").isEmpty());
        assertThat(session.device().handedCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "👍👍", "5", "ok 👍", "<b>", "‍"})
    void onlyOneEmojiIsAReaction(String emoji) {
        Linked session = bridge.linked();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "lunch?"));

        Answer answer = react(session, "A1", emoji);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("error").asString()).isEqualTo("emoji must be one emoji, or empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"❤️", "❤", "👨‍👩‍👧‍👦", "🇧🇷", "5️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "☺️", "🧑🏿‍🤝‍🧑🏻"})
    void everyKindOfEmojiIsAReaction(String emoji) {
        Linked session = bridge.linked();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "lunch?"));

        assertThat(react(session, "A1", emoji).status()).isEqualTo(200);
        assertThat(session.device()
                        .nextHanded()
                        .message()
                        .content()
                        .getReactionMessage()
                        .getText())
                .isEqualTo(emoji);
    }

    @Test
    void whatIsDoneToAnUnknownMessageIsNotFound() {
        Linked session = bridge.linked();

        assertThat(react(session, "nope", "👍").status()).isEqualTo(404);
        assertThat(edit(session, "nope", "x").status()).isEqualTo(404);
        assertThat(delete(session, "nope").status()).isEqualTo(404);
        assertThat(retry(session, "nope").status()).isEqualTo(404);
        assertThat(edit(session, "nope", "").status()).isEqualTo(400);
    }

    @Test
    void anEditIsShownWhenWhatsAppTookIt() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String id = sent(session, "teh text", now());

        assertThat(edit(session, id, "the text").status()).isEqualTo(200);

        Handed handed = session.device().nextHanded();
        ProtocolMessage edit = protocol(handed);
        assertThat(edit.getType()).isEqualTo(ProtocolMessage.Type.MESSAGE_EDIT);
        assertThat(edit.getKey().getId()).isEqualTo(id);
        assertThat(edit.getEditedMessage().getConversation()).isEqualTo("the text");
        assertThat(handed.message().id()).isNotEqualTo(id);
        assertThat(message(session, id).path("content").asString()).isEqualTo("teh text");

        handed.accept(now());

        TestBridge.await(() -> message(session, id).path("content").asString().equals("the text"));
        assertThat(message(session, id).has("editedAt")).isTrue();
        assertThat(chat(session).path("lastMessage").path("content").asString()).isEqualTo("the text");
        // Once more changes nothing.
        assertThat(edit(session, id, "the text").status()).isEqualTo(200);
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void aRefusedEditIsToldAndChangesNothing() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String id = sent(session, "as it is", now());

        edit(session, id, "as it never was");
        session.device().nextHanded().answer().complete(new SendResult.Refused(479, SendResult.Refused.words(479)));

        TestBridge.await(() -> !updates(session, "actionFailureCode").isEmpty());
        JsonNode update = updates(session, "actionFailureCode").getFirst();
        assertThat(update.path("messageId").asString()).isEqualTo(id);
        assertThat(update.path("action").asString()).isEqualTo("edit");
        assertThat(update.path("actionFailureCode").asString()).isEqualTo("malformed");
        assertThat(message(session, id).path("content").asString()).isEqualTo("as it is");
        assertThat(message(session, id).path("status").asString()).isEqualTo("sent");
    }

    @Test
    void onlyOwnMessagesAreEditedAndDeletedAndOnlyInTime() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_700_000_000, "mine"));
        String sixteenMinutes = sent(session, "old", now().minus(16, ChronoUnit.MINUTES));
        String threeDays = sent(session, "very old", now().minus(3, ChronoUnit.DAYS));

        assertThat(error(edit(session, "A1", "yours"), 409)).contains("from this account");
        assertThat(error(delete(session, "A1"), 409)).contains("from this account");
        assertThat(error(edit(session, sixteenMinutes, "new"), 409)).contains("15 minutes");
        assertThat(error(delete(session, threeDays), 409)).contains("two days");
        assertThat(delete(session, sixteenMinutes).status()).isEqualTo(200);
        assertThat(protocol(session.device().nextHanded()).getType()).isEqualTo(ProtocolMessage.Type.REVOKE);
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void aMessageThatHasNotLeftSimplyChanges() {
        Linked session = bridge.linked();
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        String id = send(session, "teh text");

        assertThat(edit(session, id, "the text").status()).isEqualTo(200);

        assertThat(message(session, id).path("content").asString()).isEqualTo("the text");
        assertThat(message(session, id).has("editedAt")).isFalse();
        assertThat(updates(session, "content")).hasSize(1);
        session.device().logIn(session.digits());
        assertThat(session.device().nextHanded().message().content().getConversation())
                .isEqualTo("the text");
        awaitStatus(session, id, "sent");
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void aMessageThatHasNotLeftIsTakenBack() {
        Linked session = bridge.linked();
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        String first = send(session, "never sent");
        String second = send(session, "sent");

        assertThat(delete(session, first).status()).isEqualTo(200);
        assertThat(delete(session, first).status()).isEqualTo(200);

        assertThat(message(session, first).has("deletedAt")).isTrue();
        assertThat(message(session, first).path("status").asString()).isEqualTo("failed");
        session.device().logIn(session.digits());
        assertThat(session.device().nextHanded().message().id()).isEqualTo(second);
        awaitStatus(session, second, "sent");
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void theDeletionOfAMessageThatMayHaveLeftFollowsIt() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String id = send(session, "too quick");
        Handed text = session.device().nextHanded();

        assertThat(delete(session, id).status()).isEqualTo(200);
        assertThat(delete(session, id).status()).isEqualTo(200);
        text.accept(now());

        Handed deletion = session.device().nextHanded();
        assertThat(protocol(deletion).getType()).isEqualTo(ProtocolMessage.Type.REVOKE);
        assertThat(protocol(deletion).getKey().getId()).isEqualTo(id);
        assertThat(message(session, id).has("deletedAt")).isFalse();
        deletion.accept(now());
        TestBridge.await(() -> message(session, id).has("deletedAt"));
        assertThat(message(session, id).path("content").asString()).doesNotContain("too quick");
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void everythingOfAChatLeavesInTheOrderInWhichItWasAccepted() {
        Linked session = bridge.linked();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "lunch?"));
        String sent = sent(session, "ys", now());
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        react(session, "A1", "👍");
        String text = send(session, "at noon");
        edit(session, sent, "yes");
        react(session, "A1", "");
        delete(session, sent);

        session.device().logIn(session.digits());

        assertThat(session.device()
                        .nextHanded()
                        .message()
                        .content()
                        .getReactionMessage()
                        .getText())
                .isEqualTo("👍");
        assertThat(session.device().nextHanded().message().id()).isEqualTo(text);
        assertThat(protocol(session.device().nextHanded()).getType()).isEqualTo(ProtocolMessage.Type.MESSAGE_EDIT);
        assertThat(session.device().nextHanded().message().content().hasReactionMessage())
                .isTrue();
        assertThat(protocol(session.device().nextHanded()).getType()).isEqualTo(ProtocolMessage.Type.REVOKE);
    }

    @Test
    void aFailedMessageIsSentAgainUnderItsId() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        String id = send(session, "once more");
        session.device().nextHanded().answer().complete(new SendResult.Refused(475, SendResult.Refused.words(475)));
        awaitStatus(session, id, "failed");
        assertThat(message(session, id).path("failureCode").asString()).isEqualTo("new_chats_capped");

        assertThat(retry(session, id).status()).isEqualTo(200);
        assertThat(retry(session, id).status()).isEqualTo(200);

        Handed again = session.device().nextHanded();
        assertThat(again.message().id()).isEqualTo(id);
        again.accept(now());
        awaitStatus(session, id, "sent");
        assertThat(error(retry(session, id), 409)).contains("failed");
        assertThat(session.device().handedCount()).isZero();
    }

    @Test
    void whatWasToBeDoneIsDoneAfterARestartUnderTheSameIds() {
        TestDatabase database = TestDatabase.create();
        String digits;
        String first;
        String second;
        String text;
        try (TestBridge before = TestBridge.startOn(database)) {
            Linked session = before.linked();
            digits = session.digits();
            session.device().withholdAnswers();
            session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "lunch?"));
            text = send(before, session, "teh text");
            session.device().nextHanded().accept(now());
            before.post(path(session, "A1") + "/reaction", "{\"emoji\":\"👍\"}");
            first = session.device().nextHanded().message().id();
            TestBridge.await(() -> pending(before) == 1);
            before.call(before.request(path(session, text))
                    .header("Content-Type", "application/json")
                    .method("PATCH", BodyPublishers.ofString("{\"text\":\"the text\"}")));
            second = before.sql()
                    .sql("select whatsapp_id from outbox where kind = 'edit'")
                    .query(String.class)
                    .single();
        }
        try (TestBridge after = TestBridge.startOn(database)) {
            FakeDevice device = after.engine().next();
            device.logIn(digits);

            assertThat(device.nextHanded().message().id()).isEqualTo(first);
            Handed edit = device.nextHanded();
            assertThat(edit.message().id()).isEqualTo(second);
            assertThat(protocol(edit).getKey().getId()).isEqualTo(text);
            TestBridge.await(() -> pending(after) == 0);
            assertThat(device.handedCount()).isZero();
        }
    }

    @Test
    void aReactionWhoseAnswerIsLostIsHandedOverAgainUnderItsId() {
        Linked session = bridge.linked();
        session.device().withholdAnswers();
        session.device().stored(FakeDevice.text(FakeDevice.pn("15550300001"), "A1", 1_800_000_000, "lunch?"));
        react(session, "A1", "👍");
        Handed lost = session.device().nextHanded();
        session.device().drop(new DisconnectCause.ConnectionLost("reset"));
        lost.answer().completeExceptionally(new WhatsAppException.NotConnected("lost"));

        session.device().logIn(session.digits());

        assertThat(session.device().nextHanded().message().id())
                .isEqualTo(lost.message().id());
    }

    private static int pending(TestBridge bridge) {
        return bridge.sql()
                .sql("select count(*) from outbox")
                .query(Integer.class)
                .single();
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /// A text that WhatsApp took at this time.
    private String sent(Linked session, String text, Instant at) {
        session.device().withholdAnswers();
        String id = send(session, text);
        session.device().nextHanded().accept(at);
        awaitStatus(session, id, "sent");
        return id;
    }

    private String send(Linked session, String text) {
        return send(bridge, session, text);
    }

    private static String send(TestBridge bridge, Linked session, String text) {
        return bridge.post(
                        "/sessions/" + session.id() + "/send/text",
                        "{\"chatId\":\"" + BOB + "\",\"text\":\"" + text + "\"}")
                .body()
                .path("messageId")
                .asString();
    }

    private static ProtocolMessage protocol(Handed handed) {
        Message content = handed.message().content();
        return content.hasEditedMessage()
                ? content.getEditedMessage().getMessage().getProtocolMessage()
                : content.getProtocolMessage();
    }

    private static String path(Linked session, String id) {
        return "/sessions/" + session.id() + "/messages/" + id;
    }

    private Answer react(Linked session, String id, String emoji) {
        return bridge.post(path(session, id) + "/reaction", "{\"emoji\":\"" + emoji + "\"}");
    }

    private Answer edit(Linked session, String id, String text) {
        return bridge.call(bridge.request(path(session, id))
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"text\":\"" + text + "\"}")));
    }

    private Answer delete(Linked session, String id) {
        return bridge.delete(path(session, id));
    }

    private Answer retry(Linked session, String id) {
        return bridge.post(path(session, id) + "/retry", "");
    }

    private static String error(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        return answer.body().path("error").asString();
    }

    private List<JsonNode> updates(Linked session, String field) {
        return bridge.get("/events?sessionId=" + session.id())
                .body()
                .path("events")
                .valueStream()
                .filter(event -> event.path("channel").asString().startsWith("wa:update:"))
                .map(event -> event.path("data"))
                .filter(data -> data.has(field))
                .toList();
    }

    private void awaitStatus(Linked session, String id, String status) {
        TestBridge.await(() -> message(session, id).path("status").asString("").equals(status));
    }

    private JsonNode message(Linked session, String id) {
        return bridge.get("/sessions/" + session.id() + "/chats/" + BOB + "/messages?limit=200")
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
