package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.text;
import static dev.parley.bridge.inbound.StoreFixture.BOB;
import static dev.parley.bridge.inbound.StoreFixture.T0;
import static dev.parley.bridge.inbound.StoreFixture.appState;
import static dev.parley.bridge.inbound.StoreFixture.history;
import static dev.parley.bridge.inbound.StoreFixture.historyChat;
import static dev.parley.bridge.inbound.StoreFixture.remembered;
import static dev.parley.bridge.inbound.StoreFixture.rememberedText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.proto.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboundHistoryTest {
    private final StoreFixture store = new StoreFixture();

    @Test
    void storesWhatThePhoneRemembersInOrderAndTellsNobodyOfEach() {
        store.twice(
                history(
                        rememberedText("A3", false, T0 + 2, "three"),
                        rememberedText("B2", true, T0 + 1, "two"),
                        rememberedText("A1", false, T0, "one")),
                historyChat(1, false, HistoryChat.Older.ON_PHONE));

        assertThat(store.messages().findValuesAsString("content")).containsExactly("one", "two", "three");
        assertThat(store.message("B2").path("status").asString()).isEqualTo("read");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
        assertThat(store.chat().path("name").asString()).isEqualTo("Bob from the address book");
        assertThat(store.chat().path("lastMessage").path("content").asString()).isEqualTo("three");
        assertThat(store.events("wa:msg")).isEmpty();
        assertThat(store.events("wa:update"))
                .filteredOn(event -> event.contains("\"messagesAdded\":3"))
                .hasSize(1);
    }

    @Test
    void doesNotReplaceWhatIsNewer() {
        store.together(
                message(
                        BOB,
                        "B1",
                        true,
                        T0 + 5,
                        Message.newBuilder().setConversation("live").build()),
                text(BOB, "A1", T0 + 6, "live too"));

        store.twice(
                history(
                        rememberedText("A1", false, T0 + 6, "as it was"),
                        rememberedText("B1", true, T0 + 5, "as it was"),
                        rememberedText("A0", false, T0, "older")),
                historyChat(0, true, HistoryChat.Older.NONE));

        assertThat(store.messages().findValuesAsString("content")).containsExactly("older", "live", "live too");
        assertThat(store.chat().path("lastMessage").path("content").asString()).isEqualTo("live too");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
    }

    @Test
    void whatTheOwnerDidMeanwhileIsNewerThanTheHistory() {
        store.together(text(BOB, "A1", T0, "hi"));
        store.together(
                appState(new AppStateChange.ChatMarkedRead(new Chat.Direct(BOB), MessageRange.ALL)),
                appState(new AppStateChange.ChatArchived(new Chat.Direct(BOB), false, MessageRange.ALL)));

        store.together(historyChat(7, true, HistoryChat.Older.NONE));

        assertThat(store.chat().path("unreadCount").asInt()).isZero();
        assertThat(store.chat().path("archived").asBoolean()).isFalse();
    }

    @Test
    void aLaterPartOfTheSameChatChangesNoCount() {
        store.together(historyChat(5, true, HistoryChat.Older.ON_PHONE));
        store.together(historyChat(9, false, HistoryChat.Older.ON_PHONE));

        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(5);
        assertThat(store.chat().path("archived").asBoolean()).isTrue();
    }

    @Test
    void deletedMissedAndUnreadableMessagesStandAsOnThePhone() {
        store.twice(history(
                remembered("A4", false, T0 + 4, Optional.empty(), remark(9999), List.of()),
                remembered("A3", false, T0 + 3, Optional.empty(), remark(41), List.of()),
                remembered("A2", false, T0 + 2, Optional.empty(), remark(2), List.of()),
                remembered("A1", false, T0 + 1, Optional.empty(), remark(1), List.of())));

        assertThat(store.messages().findValuesAsString("content"))
                .containsExactly("[Deleted]", "[Waiting for this message]", "[Missed video call]");

        store.together(text(BOB, "A2", T0 + 2, "at last"));
        assertThat(store.message("A2").path("content").asString()).isEqualTo("at last");
    }

    @Test
    void reactionsComeWithTheirMessages() {
        store.twice(history(remembered(
                "A1",
                false,
                T0,
                Optional.of(Content.Text.of("hi")),
                Optional.empty(),
                List.of(
                        new HistoryMessage.Reaction(true, "👍", Instant.ofEpochSecond(T0 + 1)),
                        new HistoryMessage.Reaction(true, "😂", Instant.ofEpochSecond(T0 + 2)),
                        new HistoryMessage.Reaction(false, "x\0", Instant.MAX)))));

        assertThat(store.message("A1").path("reactions").findValuesAsString("emoji"))
                .containsExactly("😂");
    }

    @Test
    void liveAndRememberedMessagesMayShareATransaction() {
        store.together(
                text(BOB, "A5", T0 + 5, "live"),
                history(rememberedText("A1", false, T0, "old"), rememberedText("A5", false, T0 + 5, "twice")),
                historyChat(0, false, HistoryChat.Older.NONE),
                new StoredEvent.PushNameChanged(BOB, "Robert"));

        assertThat(store.messages().findValuesAsString("content")).containsExactly("old", "live");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
    }

    private static Optional<HistoryMessage.Remark> remark(int type) {
        return Optional.of(new HistoryMessage.Remark(type, List.of()));
    }
}
