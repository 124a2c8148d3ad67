package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.lid;
import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.pn;
import static dev.parley.bridge.engine.FakeDevice.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.LocationMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StickerMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InboundTest {
    private static final long T0 = 1_700_000_000;
    private static final String BOB = "15550200001@s.whatsapp.net";
    private static final String BOB_LID = "700000000000001@lid";
    private static final Person BOB_BY_PN = pn("15550200001");
    private static final Person BOB_BY_LID = lid("700000000000001");
    private static final StoredEvent BOBS_NAMES =
            new StoredEvent.LidMapped(Jid.lid("700000000000001"), Jid.pn("15550200001"));

    private final TestBridge bridge = TestBridge.shared();
    private final Linked session = bridge.linked();

    @Test
    void storesATextAndShowsItsChat() {
        session.device().stored(text(BOB_BY_PN, "A1", T0, "Hello, wörld 👋"));

        JsonNode chat = chats().get(0);
        assertThat(chat.path("id").asString()).isEqualTo(BOB);
        assertThat(chat.path("name").asString()).isEqualTo("Bob");
        assertThat(chat.path("phone").asString()).isEqualTo("+15550200001");
        assertThat(chat.path("unreadCount").asInt()).isEqualTo(1);
        assertThat(chat.path("isGroup").asBoolean(true)).isFalse();
        assertThat(chat.path("lastMessage").toString())
                .isEqualTo("{\"content\":\"Hello, wörld 👋\",\"timestamp\":" + T0 + ",\"fromMe\":false}");
        assertThat(messages(BOB).toString())
                .isEqualTo("[{\"id\":\"A1\",\"chatId\":\"" + BOB + "\",\"content\":\"Hello, wörld 👋\",\"timestamp\":"
                        + T0 + ",\"fromMe\":false,\"senderName\":\"Bob\",\"type\":\"text\"}]");
    }

    @Test
    void aMessageThatComesTwiceIsStoredAndCountedOnce() {
        MessageKey key = new MessageKey(Jid.pn("15550200001"), Jid.pn("15550200001"), "A1");
        assertThat(session.device().knows(key)).isFalse();

        session.device().stored(text(BOB_BY_PN, "A1", T0, "once"));
        session.device().stored(text(BOB_BY_PN, "A1", T0, "once"));

        assertThat(session.device().knows(key)).isTrue();
        assertThat(messages(BOB)).hasSize(1);
        assertThat(chats().get(0).path("unreadCount").asInt()).isEqualTo(1);
    }

    @Test
    void twoPeopleMayUseTheSameId() {
        session.device().stored(text(BOB_BY_PN, "A1", T0, "from Bob"), text(pn("15550200002"), "A1", T0, "from Eve"));
        session.device().stored(message(BOB_BY_PN, "A1", true, T0, conversation("from me")));

        assertThat(messages(BOB).findValuesAsString("content")).containsExactly("from Bob", "from me");
        assertThat(messages("15550200002@s.whatsapp.net")).hasSize(1);
    }

    @Test
    void keepsTheOrderOfMessagesOfTheSameSecond() {
        session.device().stored(text(BOB_BY_PN, "A1", T0, "1"), text(BOB_BY_PN, "A2", T0, "2"));
        session.device().stored(text(BOB_BY_PN, "A3", T0, "3"), text(BOB_BY_PN, "A0", T0 - 5, "0"));

        assertThat(messages(BOB).findValuesAsString("content")).containsExactly("0", "1", "2", "3");
        assertThat(chats().get(0).path("lastMessage").path("content").asString())
                .isEqualTo("3");
    }

    @Test
    void pagesBackThroughAThread() {
        for (int i = 0; i < 10; i++) {
            session.device().stored(text(BOB_BY_PN, "A" + i, T0 + i / 3, "" + i));
        }

        assertThat(messages(BOB, "?limit=3").findValuesAsString("id")).containsExactly("A7", "A8", "A9");
        assertThat(messages(BOB, "?limit=3&before=A7").findValuesAsString("id")).containsExactly("A4", "A5", "A6");
        assertThat(messages(BOB, "?limit=200&before=A1").findValuesAsString("id"))
                .containsExactly("A0");
        assertThat(bridge.get(path("/chats/" + BOB + "/messages?before=nope")).status())
                .isEqualTo(404);
    }

    @Test
    void pagesThroughTheChatsNewestFirst() {
        for (int i = 0; i < 5; i++) {
            session.device().stored(text(pn("1555020001" + i), "A" + i, T0 + i / 2, "hi"));
        }

        JsonNode first = bridge.get(path("/chats?limit=3")).body();
        JsonNode second = bridge.get(
                        path("/chats?limit=3&cursor=" + first.path("nextCursor").asString()))
                .body();

        assertThat(first.path("chats").findValuesAsString("phone"))
                .containsExactly("+15550200014", "+15550200013", "+15550200012");
        assertThat(second.path("chats").findValuesAsString("phone")).containsExactly("+15550200011", "+15550200010");
        assertThat(second.has("nextCursor")).isFalse();
    }

    @Test
    void findsChatsByNameOrNumber() {
        session.device().stored(text(BOB_BY_PN, "A1", T0, "hi"));

        assertThat(bridge.get(path("/chats?q=bO")).body().path("chats")).hasSize(1);
        assertThat(bridge.get(path("/chats?q=%2B1%20555020")).body().path("chats"))
                .hasSize(1);
        assertThat(bridge.get(path("/chats?q=%25")).body().path("chats")).isEmpty();
    }

    @Test
    void aChatByLidBecomesOneByNumberAndKeepsAnsweringToBoth() {
        session.device().stored(text(BOB_BY_LID, "A1", T0, "who am I"));
        assertThat(chats().get(0).path("id").asString()).isEqualTo(BOB_LID);
        assertThat(chats().get(0).path("phone").asString()).isEmpty();

        session.device().stored(BOBS_NAMES);

        assertThat(chats().findValuesAsString("id")).containsExactly(BOB);
        assertThat(messages(BOB_LID)).isEqualTo(messages(BOB));
        assertThat(messages("15550200001")).isEqualTo(messages(BOB));
        assertThat(messages(BOB).get(0).path("chatId").asString()).isEqualTo(BOB);
    }

    @Test
    void mergesTwoChatsOfOnePersonWithoutLossOrDoubles() {
        session.device().stored(text(BOB_BY_LID, "A1", T0, "one"), text(BOB_BY_LID, "A3", T0 + 2, "three"));
        session.device().stored(text(BOB_BY_PN, "A2", T0 + 1, "two"), text(BOB_BY_PN, "A3", T0 + 2, "three"));

        session.device().stored(BOBS_NAMES);
        session.device().stored(BOBS_NAMES);

        assertThat(chats()).hasSize(1);
        assertThat(chats().get(0).path("id").asString()).isEqualTo(BOB);
        assertThat(chats().get(0).path("unreadCount").asInt()).isEqualTo(3);
        assertThat(chats().get(0).path("lastMessage").path("content").asString())
                .isEqualTo("three");
        assertThat(messages(BOB).findValuesAsString("id")).containsExactly("A1", "A2", "A3");
    }

    @Test
    void aPersonUnderBothNamesFindsTheChatUnderEither() {
        session.device().stored(text(BOB_BY_LID, "A1", T0, "one"));

        session.device().stored(text(new Person(BOB_BY_PN.pn(), BOB_BY_LID.lid()), "A2", T0 + 1, "two"));

        assertThat(messages(BOB).findValuesAsString("id")).containsExactly("A1", "A2");
    }

    @Test
    void anAccountThatChangedItsNumberGetsAChatOfItsOwn() {
        session.device().stored(text(new Person(BOB_BY_PN.pn(), BOB_BY_LID.lid()), "A1", T0, "old number"));

        session.device().stored(text(new Person(pn("15550200009").pn(), BOB_BY_LID.lid()), "A2", T0 + 1, "new number"));

        assertThat(chats().findValuesAsString("id")).containsExactly("15550200009@s.whatsapp.net", BOB);
    }

    @Test
    void readingOnThePhoneLowersTheUnreadCount() {
        session.device()
                .stored(text(BOB_BY_PN, "A1", T0, "1"), text(BOB_BY_PN, "A2", T0, "2"), text(BOB_BY_PN, "A3", T0, "3"));

        session.device().stored(receipt(ReceiptKind.READ_SELF, "A2"));
        assertThat(chats().get(0).path("unreadCount").asInt()).isEqualTo(1);

        session.device().stored(receipt(ReceiptKind.READ_SELF, "A1"));
        assertThat(chats().get(0).path("unreadCount").asInt()).isEqualTo(1);
    }

    @Test
    void answeringOnThePhoneReadsTheChat() {
        session.device().stored(text(BOB_BY_PN, "A1", T0, "hi"));

        session.device().stored(message(BOB_BY_PN, "B1", true, T0 + 1, conversation("from my phone")));

        assertThat(chats().get(0).path("unreadCount").asInt()).isZero();
        JsonNode mine = messages(BOB).get(1);
        assertThat(mine.path("fromMe").asBoolean()).isTrue();
        assertThat(mine.path("status").asString()).isEqualTo("sent");
        assertThat(mine.has("senderName")).isFalse();
    }

    @Test
    void ticksNeverRunBackwards() {
        session.device().stored(message(BOB_BY_PN, "B1", true, T0, conversation("hi")));

        session.device().stored(receipt(ReceiptKind.INACTIVE, "B1"));
        assertThat(status("B1")).isEqualTo("sent");
        session.device().stored(receipt(ReceiptKind.READ, "B1"));
        session.device().stored(receipt(ReceiptKind.DELIVERED, "B1"));
        assertThat(status("B1")).isEqualTo("read");
        session.device().stored(receipt(ReceiptKind.PLAYED, "B1"));
        assertThat(status("B1")).isEqualTo("played");
    }

    @Test
    void showsMediaByCaptionNameOrKind() {
        session.device()
                .stored(
                        message(BOB_BY_PN, "A1", false, T0, image("a photo")),
                        message(BOB_BY_PN, "A2", false, T0 + 1, image("")),
                        message(
                                BOB_BY_PN,
                                "A3",
                                false,
                                T0 + 2,
                                Message.newBuilder()
                                        .setDocumentMessage(
                                                DocumentMessage.newBuilder().setFileName("bill.pdf"))
                                        .build()),
                        message(
                                BOB_BY_PN,
                                "A4",
                                false,
                                T0 + 3,
                                Message.newBuilder()
                                        .setAudioMessage(AudioMessage.getDefaultInstance())
                                        .build()),
                        message(
                                BOB_BY_PN,
                                "A5",
                                false,
                                T0 + 4,
                                Message.newBuilder()
                                        .setStickerMessage(StickerMessage.getDefaultInstance())
                                        .build()),
                        message(
                                BOB_BY_PN,
                                "A6",
                                false,
                                T0 + 5,
                                Message.newBuilder()
                                        .setLocationMessage(LocationMessage.getDefaultInstance())
                                        .build()),
                        message(BOB_BY_PN, "A7", false, T0 + 6, unknown(41)));

        assertThat(messages(BOB).findValuesAsString("content"))
                .containsExactly(
                        "a photo",
                        "[Image]",
                        "bill.pdf",
                        "[Audio]",
                        "[Sticker]",
                        "[locationMessage]",
                        "[invoiceMessage]");
        assertThat(messages(BOB).findValuesAsString("type"))
                .containsExactly("image", "image", "document", "audio", "sticker", "other", "other");
    }

    @Test
    void showsWhatAnAnswerAnswersTo() {
        ContextInfo context = ContextInfo.newBuilder()
                .setStanzaId("B1")
                .setQuotedMessage(conversation("when?"))
                .build();

        session.device()
                .stored(message(
                        BOB_BY_PN,
                        "A1",
                        false,
                        T0,
                        Message.newBuilder()
                                .setExtendedTextMessage(ExtendedTextMessage.newBuilder()
                                        .setText("now")
                                        .setContextInfo(context))
                                .build()));

        assertThat(messages(BOB).get(0).path("quotedMessage").toString())
                .isEqualTo("{\"id\":\"B1\",\"content\":\"when?\"}");
    }

    @Test
    void letsGroupTrafficGo() {
        Jid group = Jid.of("123456789", Jid.GROUP_SERVER);
        StoredEvent.MessageArrived direct = (StoredEvent.MessageArrived) text(BOB_BY_PN, "A1", T0, "to all");

        session.device()
                .stored(new StoredEvent.MessageArrived(new IncomingMessage(
                        new MessageKey(group, Jid.pn("15550200001"), "A1"),
                        new Chat.Other(group),
                        Jid.pn("15550200001"),
                        false,
                        Instant.ofEpochSecond(T0),
                        Optional.empty(),
                        direct.message().content(),
                        direct.message().context(),
                        direct.message().message(),
                        false)));

        assertThat(chats()).isEmpty();
    }

    @Test
    void storesHostileContentWithoutFailing() {
        session.device()
                .stored(
                        text(BOB_BY_PN, "A1", T0, "nul\0here"),
                        text(BOB_BY_PN, "A2", Long.MAX_VALUE / 1_000_000, "from the far future"),
                        text(BOB_BY_PN, "A3", -5, "from before time"),
                        text(BOB_BY_PN, "X".repeat(100_000), T0, "long id"),
                        text(BOB_BY_PN, "A\0", T0, "nul id"),
                        text(BOB_BY_PN, "A4", T0, "half a \ud83d pair"),
                        text(lid("\0"), "A5", T0, "nul sender"));

        assertThat(messages(BOB).findValuesAsString("id")).containsExactlyInAnyOrder("A1", "A2", "A3", "A4");
        assertThat(messages(BOB).findValuesAsString("content")).contains("nulhere");
    }

    @Test
    void rollsTheMessageBackWithTheTransaction() {
        assertThatThrownBy(() -> session.device().store().inTransaction(_ -> {
                    session.device().stored(text(BOB_BY_PN, "A1", T0, "not yet"));
                    throw new IllegalStateException("the ratchet could not be written");
                }))
                .hasMessage("the ratchet could not be written");

        assertThat(chats()).isEmpty();
        session.device().stored(text(BOB_BY_PN, "A1", T0, "again"));
        assertThat(messages(BOB)).hasSize(1);
    }

    private StoredEvent receipt(ReceiptKind kind, String id) {
        return new StoredEvent.ReceiptArrived(
                new Chat.Direct(BOB_BY_PN), Jid.pn("15550200001"), kind, List.of(id), Instant.ofEpochSecond(T0));
    }

    private String status(String id) {
        return messages(BOB)
                .valueStream()
                .filter(message -> message.path("id").asString().equals(id))
                .map(message -> message.path("status").asString())
                .findFirst()
                .orElseThrow();
    }

    private static Message conversation(String text) {
        return Message.newBuilder().setConversation(text).build();
    }

    private static Message image(String caption) {
        return Message.newBuilder()
                .setImageMessage(ImageMessage.newBuilder().setCaption(caption))
                .build();
    }

    /// A kind that the engine's schema does not have.
    private static Message unknown(int field) {
        return Message.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                field,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.EMPTY)
                                        .build())
                        .build())
                .build();
    }

    private JsonNode chats() {
        return bridge.get(path("/chats")).body().path("chats");
    }

    private JsonNode messages(String chat) {
        return messages(chat, "");
    }

    private JsonNode messages(String chat, String query) {
        return bridge.get(path("/chats/" + chat + "/messages" + query)).body().path("messages");
    }

    private String path(String rest) {
        return "/sessions/" + session.id() + rest;
    }
}
