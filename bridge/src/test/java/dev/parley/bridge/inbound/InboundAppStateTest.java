package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.text;
import static dev.parley.bridge.inbound.StoreFixture.BOB;
import static dev.parley.bridge.inbound.StoreFixture.T0;
import static dev.parley.bridge.inbound.StoreFixture.appState;
import static dev.parley.bridge.inbound.StoreFixture.theirs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.VerifiedName;
import dev.parley.whatsapp.proto.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboundAppStateTest {
    private static final Chat CHAT = new Chat.Direct(BOB);

    private final StoreFixture store = new StoreFixture();

    @Test
    void aChatIsArchivedPinnedAndMutedAsOnThePhone() {
        store.together(text(BOB, "A1", T0, "hi"));

        store.twice(
                appState(new AppStateChange.ChatArchived(CHAT, true, MessageRange.ALL)),
                appState(new AppStateChange.ChatPinned(CHAT, true)),
                appState(new AppStateChange.ChatMuted(CHAT, true, Optional.empty())));
        assertThat(store.chat().path("archived").asBoolean()).isTrue();
        assertThat(store.chat().path("pinned").asBoolean()).isTrue();
        assertThat(store.chat().path("mutedUntil").asLong()).isEqualTo(HistoryChat.FOREVER.getEpochSecond());
        assertThat(store.bridge.get(store.path("/chats?archived=false")).body().path("chats"))
                .isEmpty();
        assertThat(store.bridge.get(store.path("/chats?archived=true")).body().path("chats"))
                .hasSize(1);

        store.twice(
                appState(new AppStateChange.ChatArchived(CHAT, false, MessageRange.ALL)),
                appState(new AppStateChange.ChatPinned(CHAT, false)),
                appState(new AppStateChange.ChatMuted(CHAT, false, Optional.empty())));
        assertThat(store.chat().path("archived").asBoolean()).isFalse();
        assertThat(store.chat().path("pinned").asBoolean()).isFalse();
        assertThat(store.chat().has("mutedUntil")).isFalse();
    }

    @Test
    void settingsMayComeBeforeTheFirstMessageAndShowNoChat() {
        store.twice(appState(new AppStateChange.ChatArchived(CHAT, true, MessageRange.ALL)));
        assertThat(store.chats()).isEmpty();

        store.together(text(BOB, "A1", T0, "hi"));
        assertThat(store.chat().path("archived").asBoolean()).isTrue();
    }

    @Test
    void aNewMessageTakesAChatOutOfTheArchiveWhenTheAccountWantsThat() {
        store.together(
                text(BOB, "A1", T0, "hi"), appState(new AppStateChange.ChatArchived(CHAT, true, MessageRange.ALL)));
        store.together(text(BOB, "A2", T0 + 1, "hello?"));
        assertThat(store.chat().path("archived").asBoolean()).isTrue();

        store.together(appState(new AppStateChange.UnarchiveChatsSet(true)));
        store.together(text(BOB, "A3", T0 + 2, "hello!"));
        assertThat(store.chat().path("archived").asBoolean()).isFalse();

        // Meant for the chat as it was before the last message.
        store.twice(appState(new AppStateChange.ChatArchived(
                CHAT, true, MessageRange.upTo(theirs("A2"), false, Instant.ofEpochSecond(T0 + 1)))));
        assertThat(store.chat().path("archived").asBoolean()).isFalse();
    }

    @Test
    void readAndUnreadAsOnThePhone() {
        store.together(text(BOB, "A1", T0, "1"), text(BOB, "A2", T0 + 5, "2"), text(BOB, "A3", T0 + 9, "3"));

        store.twice(appState(new AppStateChange.ChatMarkedRead(
                CHAT, MessageRange.upTo(theirs("A2"), false, Instant.ofEpochSecond(T0 + 5)))));
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);

        store.twice(appState(new AppStateChange.ChatMarkedUnread(CHAT, MessageRange.ALL)));
        assertThat(store.chat().path("markedUnread").asBoolean()).isTrue();
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);

        store.twice(appState(new AppStateChange.ChatMarkedRead(CHAT, MessageRange.ALL)));
        assertThat(store.chat().path("markedUnread").asBoolean()).isFalse();
        assertThat(store.chat().path("unreadCount").asInt()).isZero();
        assertThat(store.bridge.get(store.path("/chats?unread=true")).body().path("chats"))
                .isEmpty();
    }

    @Test
    void aMessageDeletedForMeDoesNotComeBack() {
        store.together(text(BOB, "A1", T0, "1"), text(BOB, "A2", T0 + 1, "2"));

        store.twice(appState(new AppStateChange.MessageDeletedForMe(theirs("A2"), true, Optional.empty())));
        store.together(text(BOB, "A2", T0 + 1, "2"));

        assertThat(store.messages().findValuesAsString("id")).containsExactly("A1");
        assertThat(store.chat().path("lastMessage").path("content").asString()).isEqualTo("1");
    }

    @Test
    void aClearedChatStaysEmptyAndKeepsStars() {
        store.together(text(BOB, "A1", T0, "1"), text(BOB, "A2", T0 + 1, "2"), text(BOB, "A3", T0 + 9, "3"));
        store.twice(appState(new AppStateChange.MessageStarred(theirs("A1"), true)));

        store.twice(appState(new AppStateChange.ChatCleared(
                CHAT, false, true, MessageRange.upTo(theirs("A2"), false, Instant.ofEpochSecond(T0 + 1)))));

        assertThat(store.messages().findValuesAsString("id")).containsExactly("A1", "A3");
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
    }

    @Test
    void aDeletedChatIsGoneUnlessSomethingNewerCame() {
        store.together(text(BOB, "A1", T0, "1"), text(BOB, "A2", T0 + 9, "2"));

        store.twice(appState(new AppStateChange.ChatDeleted(
                CHAT, true, MessageRange.upTo(theirs("A1"), false, Instant.ofEpochSecond(T0)))));
        assertThat(store.messages().findValuesAsString("id")).containsExactly("A2");

        store.twice(appState(new AppStateChange.ChatDeleted(CHAT, true, MessageRange.ALL)));
        assertThat(store.chats()).isEmpty();
    }

    @Test
    void aPersonIsCalledWhatTheOwnerCallsThem() {
        store.together(text(BOB, "A1", T0, "hi"));
        assertThat(store.chat().path("name").asString()).isEqualTo("Bob");

        store.twice(appState(new AppStateChange.ContactNamed(BOB, Optional.of("Bob the Baker"), Optional.of("Bob"))));
        store.twice(new StoredEvent.PushNameChanged(BOB, "bobby"));
        assertThat(store.chat().path("name").asString()).isEqualTo("Bob the Baker");
        assertThat(store.message("A1").path("senderName").asString()).isEqualTo("Bob the Baker");
        assertThat(store.bridge.get(store.path("/chats?q=baker")).body().path("chats"))
                .hasSize(1);

        store.twice(appState(new AppStateChange.ContactRemoved(BOB)));
        assertThat(store.chat().path("name").asString()).isEqualTo("bobby");
    }

    @Test
    void aBusinessIsCalledByItsVerifiedNameWhenThereIsNoOther() {
        store.together(message(
                BOB, "B1", true, T0, Message.newBuilder().setConversation("hi").build()));
        assertThat(store.chat().path("name").asString()).isEqualTo("+15550200001");

        store.twice(new StoredEvent.BusinessNameChanged(BOB, Optional.of(new VerifiedName("Bakery", "smb:wa", 1))));
        assertThat(store.chat().path("name").asString()).isEqualTo("Bakery");

        store.twice(new StoredEvent.BusinessNameChanged(BOB, Optional.empty()));
        assertThat(store.chat().path("name").asString()).isEqualTo("+15550200001");
    }

    @Test
    void whatIsLearnedOfAPersonStandsWithTheChat() {
        store.together(text(BOB, "A1", T0, "hi"));

        store.twice(
                new StoredEvent.AboutChanged(BOB, "at the sea", Instant.ofEpochSecond(T0)),
                new StoredEvent.BlocklistChanged(List.of(BOB)),
                new StoredEvent.PictureChanged(BOB, Optional.of("1")),
                new StoredEvent.ContactChanged(BOB),
                new StoredEvent.IdentityChanged(BOB),
                new StoredEvent.DisappearingModeChanged(BOB, java.time.Duration.ofDays(1), Instant.EPOCH));
        assertThat(store.chat().path("about").asString()).isEqualTo("at the sea");
        assertThat(store.chat().path("blocked").asBoolean()).isTrue();

        store.twice(new StoredEvent.BlocklistChanged(List.of()), new StoredEvent.PictureRemoved(BOB));
        assertThat(store.chat().has("blocked")).isFalse();
    }

    @Test
    void aPersonWithANewNumberHasAChatOfItsOwnThere() {
        Person after = new Person(Optional.of(dev.parley.whatsapp.wire.Jid.pn("15550200777")), Optional.empty());
        store.together(text(BOB, "A1", T0, "hi"));

        store.twice(new StoredEvent.NumberChanged(BOB, after));

        assertThat(store.events("wa:update"))
                .anyMatch(event -> event.contains("\"movedTo\":\"15550200777@s.whatsapp.net\""));
    }

    @Test
    void theFirstSynchronisationIsNoNews() {
        store.together(text(BOB, "A1", T0, "hi"));
        store.together(new StoredEvent.AppStateChanged(
                new AppStateChange.ChatPinned(CHAT, true), Instant.ofEpochSecond(T0), true));

        assertThat(store.chat().path("pinned").asBoolean()).isTrue();
        assertThat(store.events("wa:update")).noneMatch(event -> event.contains("pinned"));
    }
}
