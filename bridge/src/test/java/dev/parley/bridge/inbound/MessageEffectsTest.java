package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.text;
import static dev.parley.bridge.inbound.StoreFixture.BOB;
import static dev.parley.bridge.inbound.StoreFixture.BOB_BOTH;
import static dev.parley.bridge.inbound.StoreFixture.BOB_LID;
import static dev.parley.bridge.inbound.StoreFixture.T0;
import static dev.parley.bridge.inbound.StoreFixture.deleted;
import static dev.parley.bridge.inbound.StoreFixture.edited;
import static dev.parley.bridge.inbound.StoreFixture.mine;
import static dev.parley.bridge.inbound.StoreFixture.reaction;
import static dev.parley.bridge.inbound.StoreFixture.receipt;
import static dev.parley.bridge.inbound.StoreFixture.theirs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.event.Call;
import dev.parley.whatsapp.client.event.CallOutcome;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.ReceiptKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.UndecryptableReason;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageEffectsTest {
    private final StoreFixture store = new StoreFixture();

    @Test
    void theLatestEditCounts() {
        store.twice(
                text(BOB, "A1", T0, "first"),
                edited(theirs("A1"), false, "third", T0 + 20),
                edited(theirs("A1"), false, "second", T0 + 10));

        assertThat(store.message("A1").path("content").asString()).isEqualTo("third");
        assertThat(store.message("A1").path("editedAt").asLong()).isEqualTo(T0 + 20);
        assertThat(store.chat().path("lastMessage").path("content").asString()).isEqualTo("third");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
        assertThat(store.events("wa:update"))
                .filteredOn(event -> event.contains("editedAt"))
                .hasSize(1);
    }

    @Test
    void anEditMayComeBeforeItsMessage() {
        store.together(text(BOB, "A0", T0, "so that there is a chat"));

        store.together(edited(theirs("A1"), false, "changed", T0 + 20));
        store.together(text(BOB, "A1", T0 + 1, "as it was"));

        assertThat(store.message("A1").path("content").asString()).isEqualTo("changed");
        assertThat(store.message("A1").path("editedAt").asLong()).isEqualTo(T0 + 20);
    }

    @Test
    void anEditOfASideDoesNotTouchTheOthersMessageOfTheSameId() {
        store.together(text(BOB, "A1", T0, "Bob's"), message(BOB, "A1", true, T0 + 1, words("mine")));

        store.together(edited(mine("A1"), true, "mine, changed", T0 + 20));

        assertThat(store.messages().findValuesAsString("content")).containsExactly("Bob's", "mine, changed");
    }

    @Test
    void aDeletedMessageLosesAllButItsPlace() {
        store.twice(
                message(
                        BOB,
                        "A1",
                        false,
                        T0,
                        Message.newBuilder()
                                .setDocumentMessage(DocumentMessage.newBuilder()
                                        .setMimetype("application/pdf")
                                        .setFileName("secret.pdf"))
                                .build()),
                reaction(theirs("A1"), true, "👍", T0 + 5),
                deleted(theirs("A1"), false),
                edited(theirs("A1"), false, "too late", T0 + 60));

        assertThat(store.messages()).hasSize(1);
        assertThat(store.messages().toString()).doesNotContain("secret", "mediaUrl", "reactions", "too late");
        assertThat(store.message("A1").path("content").asString()).isEqualTo("[Deleted]");
        assertThat(store.message("A1").path("deletedAt").asLong()).isEqualTo(T0 + 50);
        assertThat(store.chat().path("lastMessage").path("content").asString()).isEqualTo("[Deleted]");
        assertThat(store.bridge
                        .sql()
                        .sql("select count(*) from message_file where session_id = ?")
                        .param(store.session.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aMessageThatIsDeletedBeforeItComesStaysEmpty() {
        store.together(text(BOB, "A0", T0, "so that there is a chat"));

        store.twice(deleted(theirs("A1"), false));
        store.together(text(BOB, "A1", T0 + 1, "what nobody may read"));

        assertThat(store.message("A1").path("content").asString()).isEqualTo("[Deleted]");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
    }

    @Test
    void eachSideHasOneReactionTheLatest() {
        store.twice(
                text(BOB, "A1", T0, "hi"),
                reaction(theirs("A1"), false, "❤️", T0 + 5),
                reaction(theirs("A1"), true, "👍", T0 + 9),
                reaction(theirs("A1"), true, "😂", T0 + 7));

        assertThat(store.message("A1").path("reactions").toString())
                .isEqualTo("[{\"emoji\":\"❤️\",\"fromMe\":false,\"timestamp\":" + (T0 + 5)
                        + "},{\"emoji\":\"👍\",\"fromMe\":true,\"timestamp\":" + (T0 + 9) + "}]");

        store.twice(reaction(theirs("A1"), true, "", T0 + 10));
        assertThat(store.message("A1").path("reactions")).hasSize(1);
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
    }

    @Test
    void aReactionMayComeBeforeItsMessage() {
        store.together(text(BOB, "A0", T0, "so that there is a chat"));
        store.together(reaction(mine("B1"), false, "👍", T0 + 9));
        store.together(message(BOB, "B1", true, T0 + 1, words("hello")));

        assertThat(store.message("B1").path("reactions")).hasSize(1);
    }

    @Test
    void aMessageThatCannotBeReadYetHoldsItsPlace() {
        StoredEvent waiting = new StoredEvent.MessageUndecryptable(
                theirs("A1"),
                new Chat.Direct(BOB),
                false,
                Instant.ofEpochSecond(T0),
                false,
                UndecryptableReason.WAITING);
        store.twice(waiting);
        assertThat(store.message("A1").path("type").asString()).isEqualTo("other");
        assertThat(store.message("A1").path("content").asString()).isEqualTo("[Waiting for this message]");
        assertThat(store.session.device().knows(theirs("A1"))).isFalse();

        store.together(edited(theirs("A1"), false, "changed meanwhile", T0 + 9));
        store.twice(text(BOB, "A1", T0, "at last"));
        store.together(waiting);

        assertThat(store.messages()).hasSize(1);
        assertThat(store.message("A1").path("content").asString()).isEqualTo("changed meanwhile");
        assertThat(store.message("A1").path("type").asString()).isEqualTo("text");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
        assertThat(store.session.device().knows(theirs("A1"))).isTrue();
        assertThat(store.events("wa:msg")).hasSize(2);
    }

    @Test
    void aHiddenOneMakesNoPlaceholder() {
        store.twice(new StoredEvent.MessageUndecryptable(
                theirs("A1"),
                new Chat.Direct(BOB),
                false,
                Instant.ofEpochSecond(T0),
                true,
                UndecryptableReason.WAITING));

        assertThat(store.chats()).isEmpty();
    }

    @Test
    void ticksOnlyMoveForward() {
        store.twice(
                message(BOB, "B1", true, T0, words("hi")),
                receipt(ReceiptKind.READ, "B1"),
                receipt(ReceiptKind.DELIVERED, "B1"),
                receipt(ReceiptKind.INACTIVE, "B1"),
                receipt(ReceiptKind.SENDER, "B1"),
                receipt(ReceiptKind.PLAYED_SELF, "B1"));

        assertThat(store.message("B1").path("status").asString()).isEqualTo("read");
        assertThat(store.events("wa:update")).hasSize(1);
    }

    @Test
    void aReceiptForThousandsOfUnknownMessagesIsTaken() {
        String[] ids = IntStream.range(0, 30_000).mapToObj(i -> "X" + i).toArray(String[]::new);
        store.together(message(BOB, "B1", true, T0, words("hi")));

        store.twice(receipt(ReceiptKind.READ, ids));

        assertThat(store.message("B1").path("status").asString()).isEqualTo("sent");
    }

    @Test
    void aMissedCallStandsInTheChatAndMakesNothingUnread() {
        Call call = new Call("C1", BOB, Instant.ofEpochSecond(T0), true);
        store.twice(new StoredEvent.CallArrived(call), new StoredEvent.CallEnded(call, CallOutcome.MISSED));
        store.twice(new StoredEvent.CallEnded(
                new Call("C2", BOB, Instant.ofEpochSecond(T0), false), CallOutcome.ANSWERED_ELSEWHERE));

        assertThat(store.messages().findValuesAsString("content")).containsExactly("[Missed video call]");
        assertThat(store.chat().path("unreadCount").asInt()).isZero();
    }

    @Test
    void votesPinsAndDisappearingMessagesAreTaken() {
        store.twice(
                text(BOB, "A1", T0, "which?"),
                new StoredEvent.PollVoted(
                        theirs("A1"), new Chat.Direct(BOB), false, List.of("this"), Instant.ofEpochSecond(T0 + 1)),
                new StoredEvent.MessagePinned(
                        theirs("A1"),
                        new Chat.Direct(BOB),
                        true,
                        true,
                        Duration.ofSeconds(Long.MAX_VALUE),
                        Instant.ofEpochSecond(T0)),
                new StoredEvent.MessageKept(theirs("A1"), new Chat.Direct(BOB), true, true, Instant.ofEpochSecond(T0)),
                new StoredEvent.EphemeralSettingChanged(
                        new Chat.Direct(BOB), false, Duration.ofDays(7), Instant.ofEpochSecond(T0)),
                new StoredEvent.EphemeralSettingChanged(
                        new Chat.Direct(BOB), false, Duration.ofDays(1), Instant.ofEpochSecond(T0 - 5)));

        assertThat(store.chat().path("disappearingSeconds").asLong()).isEqualTo(604_800);
        assertThat(store.events("wa:update"))
                .filteredOn(event -> event.contains("vote"))
                .hasSize(1);
    }

    @Test
    void mergedChatsKeepReactionsEditsDeletionsAndSettings() {
        store.together(text(BOB_LID, "A1", T0, "one"), text(BOB_LID, "A2", T0 + 1, "two"));
        store.together(text(BOB, "A2", T0 + 1, "two"), text(BOB, "A3", T0 + 2, "three"));
        store.together(
                new StoredEvent.ReactionChanged(
                        theirs("A1"), new Chat.Direct(BOB_LID), true, "👍", Instant.ofEpochSecond(T0 + 9)),
                new StoredEvent.MessageEdited(
                        theirs("A2"),
                        new Chat.Direct(BOB_LID),
                        false,
                        dev.parley.whatsapp.client.content.Content.Text.of("two, changed"),
                        dev.parley.whatsapp.client.content.MessageContext.NONE,
                        Message.getDefaultInstance(),
                        Instant.ofEpochSecond(T0 + 20)),
                new StoredEvent.MessageEdited(
                        theirs("A4"),
                        new Chat.Direct(BOB_LID),
                        false,
                        dev.parley.whatsapp.client.content.Content.Text.of("four, changed"),
                        dev.parley.whatsapp.client.content.MessageContext.NONE,
                        Message.getDefaultInstance(),
                        Instant.ofEpochSecond(T0 + 20)),
                StoreFixture.appState(new dev.parley.whatsapp.client.event.AppStateChange.ChatPinned(
                        new Chat.Direct(BOB_LID), true)));

        store.twice(
                new StoredEvent.LidMapped(BOB_LID.lid().orElseThrow(), BOB.pn().orElseThrow()));
        store.together(text(BOB_BOTH, "A4", T0 + 3, "four"));

        assertThat(store.chats()).hasSize(1);
        assertThat(store.messages().findValuesAsString("content"))
                .containsExactly("one", "two, changed", "three", "four, changed");
        assertThat(store.message("A1").path("reactions")).hasSize(1);
        assertThat(store.chat().path("pinned").asBoolean()).isTrue();
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(4);
    }

    @Test
    void hostileEffectsAreTaken() {
        store.together(text(BOB, "A1", T0, "hi"));

        store.twice(
                edited(theirs("A1\0"), false, "nul id", T0),
                edited(theirs("A1"), false, "a\0b" + "x".repeat(300_000), Long.MAX_VALUE / 1_000_000),
                deleted(theirs("x".repeat(10_000)), false),
                reaction(theirs("A1"), false, "x".repeat(100_000), T0),
                reaction(theirs("A1"), false, "\0", T0),
                reaction(theirs("A1"), false, "👍", -1_000_000_000_000L),
                new StoredEvent.PollVoted(
                        theirs("A1"), new Chat.Direct(BOB), false, Collections.nCopies(5_000, "option\0"), Instant.MAX),
                new StoredEvent.MediaRefreshed(theirs("A1"), "/v/\0"),
                new StoredEvent.MessageDeleted(
                        theirs("A2"), new Chat.Other(Jid.of("123", Jid.GROUP_SERVER)), false, Instant.MIN));

        assertThat(store.message("A1").path("content").asString())
                .startsWith("ab")
                .hasSize(2 * 65_536);
    }

    private static Message words(String text) {
        return Message.newBuilder().setConversation(text).build();
    }
}
