package dev.parley.bridge.inbound;

import static dev.parley.bridge.engine.FakeDevice.message;
import static dev.parley.bridge.engine.FakeDevice.pn;
import static dev.parley.bridge.engine.FakeDevice.text;
import static dev.parley.bridge.inbound.StoreFixture.BOB;
import static dev.parley.bridge.inbound.StoreFixture.BOB_ID;
import static dev.parley.bridge.inbound.StoreFixture.T0;
import static dev.parley.bridge.inbound.StoreFixture.history;
import static dev.parley.bridge.inbound.StoreFixture.historyChat;
import static dev.parley.bridge.inbound.StoreFixture.rememberedText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge.Answer;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.history.OlderMessages;
import dev.parley.whatsapp.proto.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatActionsTest {
    private final StoreFixture store = new StoreFixture();

    @Test
    void readingTellsWhatsAppAndLowersTheCount() {
        store.together(text(BOB, "A1", T0, "1"), text(BOB, "A2", T0 + 1, "2"), text(BOB, "A3", T0 + 2, "3"));

        assertThat(post("/read", "{\"messageId\":\"A2\"}").status()).isEqualTo(200);
        assertThat(store.chat().path("unreadCount").asInt()).isEqualTo(1);
        assertThat(post("/read", "{}").status()).isEqualTo(200);
        assertThat(post("/read", "").status()).isEqualTo(200);

        assertThat(store.chat().path("unreadCount").asInt()).isZero();
        assertThat(store.session.device().chats().done())
                .containsExactly("read " + BOB_ID + " [A2, A1] up to [A2]", "read " + BOB_ID + " [A3] up to [A3]");
        assertThat(store.events("wa:update"))
                .filteredOn(event -> event.contains("\"unreadCount\":0"))
                .hasSize(1);
    }

    @Test
    void readingWorksWhileTheConnectionIsDown() {
        store.together(text(BOB, "A1", T0, "1"));
        store.session.device().drop(new DisconnectCause.ConnectionLost("gone"));

        assertThat(post("/read", "{}").status()).isEqualTo(200);
        assertThat(store.session.device().chats().done()).hasSize(1);
        assertThat(post("/typing", "{\"state\":\"composing\"}").status()).isEqualTo(409);
    }

    @Test
    void typingIsShownAndBadStatesAreRefused() {
        store.together(text(BOB, "A1", T0, "1"));

        assertThat(post("/typing", "{\"state\":\"recording\"}").status()).isEqualTo(200);
        assertThat(store.session.device().chats().done()).containsExactly("typing " + BOB_ID + " RECORDING");
        assertThat(post("/typing", "{\"state\":\"dancing\"}").status()).isEqualTo(400);
        assertThat(post("/typing", "").status()).isEqualTo(400);
        assertThat(store.bridge
                        .post(store.path("/chats/15550208888/typing"), "{\"state\":\"paused\"}")
                        .status())
                .isEqualTo(404);
        assertThat(post("/read", "{\"messageId\":\"nope\"}").status()).isEqualTo(404);
    }

    @Test
    void aChatIsKeptAsTheCallerWants() {
        store.together(text(BOB, "A1", T0, "1"));

        JsonNode chat = patch("{\"pinned\":true,\"mutedUntil\":1900000000,\"unread\":true}")
                .body();
        assertThat(chat.path("pinned").asBoolean()).isTrue();
        assertThat(chat.path("mutedUntil").asLong()).isEqualTo(1_900_000_000);
        assertThat(chat.path("markedUnread").asBoolean()).isTrue();

        chat = patch("{\"archived\":true,\"mutedUntil\":0,\"unread\":false}").body();
        assertThat(chat.path("archived").asBoolean()).isTrue();
        assertThat(chat.path("pinned").asBoolean()).isFalse();
        assertThat(chat.has("mutedUntil")).isFalse();
        assertThat(chat.path("unreadCount").asInt()).isZero();
        assertThat(store.session.device().chats().done())
                .containsExactly(
                        "pin " + BOB_ID + " true",
                        "mute " + BOB_ID + " 1900000000",
                        "unread " + BOB_ID,
                        "archive " + BOB_ID + " true",
                        "mute " + BOB_ID + " 0",
                        "read " + BOB_ID + " [A1] up to [A1]");

        assertThat(patch("{}").status()).isEqualTo(400);
        assertThat(patch("{\"mutedUntil\":-1}").status()).isEqualTo(400);
    }

    @Test
    void askingBackReachesThePhoneUntilItHasNothingMore() {
        store.together(text(BOB, "A9", T0 + 9, "nine"), historyChat(0, false, HistoryChat.Older.ON_PHONE));
        store.session.device().chats().phone(oldest -> {
            if (oldest.id().equals("A9")) {
                store.together(history(
                        rememberedText("A8", false, T0 + 8, "eight"), rememberedText("A7", true, T0 + 7, "seven")));
                return new OlderMessages.Arrived(2, true);
            }
            return new OlderMessages.NothingOlder();
        });

        assertThat(before("A9").findValuesAsString("id")).containsExactly("A7", "A8");
        assertThat(before("A9").findValuesAsString("id")).containsExactly("A7", "A8");
        assertThat(before("A7")).isEmpty();
        assertThat(before("A7")).isEmpty();

        assertThat(store.session.device().chats().done())
                .containsExactly("older " + BOB_ID + " than A9", "older " + BOB_ID + " than A7");
    }

    @Test
    void aPhoneThatDoesNotAnswerLeavesWhatIsStored() {
        store.together(text(BOB, "A8", T0, "eight"), text(BOB, "A9", T0 + 9, "nine"));
        store.session.device().chats().phone(_ -> new OlderMessages.NoAnswer());

        assertThat(before("A9").findValuesAsString("id")).containsExactly("A8");
        assertThat(before("A9").findValuesAsString("id")).containsExactly("A8");
        assertThat(store.session.device().chats().done()).hasSize(2);
    }

    @Test
    void findsMessagesByTheirWordsNewestFirst() {
        store.together(
                text(BOB, "A1", T0, "The invoice is in bill-2026.pdf, please PAY"),
                text(BOB, "A2", T0 + 1, "Überweisung: invoice paid"),
                message(
                        BOB,
                        "B1",
                        true,
                        T0 + 2,
                        Message.newBuilder().setConversation("thanks").build()),
                text(BOB, "A3", T0 + 3, "invoices? 請求書 it's"));
        store.together(StoreFixture.deleted(StoreFixture.theirs("A3"), false));
        new StoreFixture().together(text(BOB, "A1", T0, "invoice of another session"));

        assertThat(found("q=invoice")).containsExactly("A2", "A1");
        assertThat(found("q=inv")).containsExactly("A2", "A1");
        assertThat(found("q=invoice%20pdf")).containsExactly("A1");
        assertThat(found("q=2026.pdf")).containsExactly("A1");
        assertThat(found("q=%C3%9Cber")).containsExactly("A2");
        assertThat(found("q=thanks")).containsExactly("B1");
        assertThat(found("q=deleted")).isEmpty();
        assertThat(found("q=session")).isEmpty();
        assertThat(found("q='%20%26%20!foo:*%5C")).isEmpty();

        JsonNode first = search("q=invoice&limit=1").body();
        assertThat(first.path("messages").findValuesAsString("id")).containsExactly("A2");
        JsonNode second = search(
                        "q=invoice&limit=1&cursor=" + first.path("nextCursor").asString())
                .body();
        assertThat(second.path("messages").findValuesAsString("id")).containsExactly("A1");
        assertThat(second.has("nextCursor")).isFalse();

        assertThat(search("q=").status()).isEqualTo(400);
        assertThat(search("q=%21%21").status()).isEqualTo(400);
        assertThat(search("q=a&cursor=nonsense").status()).isEqualTo(400);
        assertThat(search("q=" + "a".repeat(501)).status()).isEqualTo(400);
    }

    @Test
    void pagesOfChatsAreExactWhenAllAreOfTheSameMoment() {
        for (int i = 0; i < 7; i++) {
            store.together(text(pn("1555020100" + i), "A1", T0, "hi"));
        }

        JsonNode page = store.bridge.get(store.path("/chats?limit=3")).body();
        List<String> seen = new ArrayList<>(page.path("chats").findValuesAsString("id"));
        while (page.has("nextCursor")) {
            page = store.bridge
                    .get(store.path(
                            "/chats?limit=3&cursor=" + page.path("nextCursor").asString()))
                    .body();
            seen.addAll(page.path("chats").findValuesAsString("id"));
        }

        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    }

    private Answer post(String action, String json) {
        return store.bridge.post(store.path("/chats/" + BOB_ID + action), json);
    }

    private Answer patch(String json) {
        return store.bridge.patch(store.path("/chats/" + BOB_ID), json);
    }

    private JsonNode before(String id) {
        return store.bridge
                .get(store.path("/chats/" + BOB_ID + "/messages?before=" + id))
                .body()
                .path("messages");
    }

    private Answer search(String query) {
        return store.bridge.get(store.path("/search?" + query));
    }

    private List<String> found(String query) {
        return search(query).body().path("messages").findValuesAsString("id");
    }
}
