package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.client.appstate.WriteResult;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Our engine and Baileys as two companions of Ada's account: what one of them does with a chat, a message or a contact
/// the other sees, and the phone too. Baileys verifies every MAC of what we write.
class AppStateTest {
    private static final Duration MUTED = Duration.ofHours(8);

    @RegisterExtension
    static final Stage stage = new Stage();

    private static SimulatedPhone ada;
    private static SimulatedPhone grace;
    private static Engine engine;
    private static BaileysAgent baileys;
    private static String gracesChat;

    @BeforeAll
    static void link() {
        ada = stage.phone("Ada");
        grace = stage.phone("Grace");
        engine = stage.engine();
        engine.link(ada);
        baileys = stage.linked(ada);
        gracesChat = grace.lid().toString();
    }

    @Test
    void bothArchive() {
        IncomingMessage last = message("to be archived");

        baileys.call("chatModify", withLast("archive", true, last), gracesChat);
        assertThat(told(AppStateChange.ChatArchived.class, change -> isGrace(change.chat()) && change.archived())
                        .range()
                        .lastMessage())
                .contains(last.timestamp());

        written(engine.client().appState().archive(grace.lid(), false, upTo(last)));
        awaitChat(chat -> chat.has("archived") && !chat.path("archived").asBoolean());
    }

    @Test
    void bothPin() {
        baileys.call("chatModify", Map.of("pin", true), gracesChat);
        told(AppStateChange.ChatPinned.class, change -> isGrace(change.chat()) && change.pinned());

        written(engine.client().appState().pin(grace.lid(), false));
        awaitChat(chat -> chat.has("pinned") && chat.path("pinned").isNull());
    }

    @Test
    void bothMute() {
        long until = Instant.now().plus(MUTED).toEpochMilli();
        baileys.call("chatModify", Map.of("mute", until), gracesChat);
        assertThat(told(AppStateChange.ChatMuted.class, change -> isGrace(change.chat()) && change.muted())
                        .until())
                .contains(Instant.ofEpochMilli(until));

        written(engine.client().appState().unmute(grace.lid()));
        awaitChat(chat -> chat.has("muteEndTime") && chat.path("muteEndTime").isNull());
    }

    @Test
    void bothMarkAsReadAndUnread() {
        IncomingMessage last = message("to be marked");

        baileys.call("chatModify", withLast("markRead", false, last), gracesChat);
        told(AppStateChange.ChatMarkedUnread.class, change -> isGrace(change.chat()));

        written(engine.client().appState().markRead(grace.lid(), upTo(last)));
        awaitChat(chat -> chat.path("unreadCount").asInt(-1) == 0);
    }

    @Test
    void bothStar() {
        IncomingMessage message = message("to be starred");
        String id = message.key().id();

        baileys.call("star", gracesChat, List.of(Map.of("id", id, "fromMe", false)), true);
        told(AppStateChange.MessageStarred.class, change -> change.key().id().equals(id) && change.starred());

        written(engine.client().appState().star(message.key(), false, false));
        baileys.awaitTold(
                "messages.update",
                update -> update.path("key").path("id").asString().equals(id)
                        && update.path("update").path("starred").isBoolean()
                        && !update.path("update").path("starred").asBoolean());
    }

    @Test
    void bothDeleteForThemselves() {
        IncomingMessage first = message("to be deleted by Baileys");
        IncomingMessage second = message("to be deleted by us");

        baileys.call(
                "chatModify",
                Map.of(
                        "deleteForMe",
                        Map.of(
                                "deleteMedia", false,
                                "key", BaileysAgent.key(first.key().id()),
                                "timestamp", first.timestamp().getEpochSecond())),
                gracesChat);
        told(
                AppStateChange.MessageDeletedForMe.class,
                change -> change.key().id().equals(first.key().id()));

        written(engine.client().appState().deleteForMe(second.key(), false, second.timestamp(), false));
        baileys.awaitTold(
                "messages.delete",
                deletion -> deletion.path("keys")
                        .valueStream()
                        .anyMatch(key ->
                                key.path("id").asString().equals(second.key().id())));
    }

    @Test
    void bothNameAContact() {
        baileys.call("addOrEditContact", gracesChat, Map.of("fullName", "Grace of Baileys", "firstName", "Grace"));
        told(AppStateChange.ContactNamed.class, change -> change.fullName().equals(Optional.of("Grace of Baileys")));

        written(engine.client().appState().nameContact(grace.lid(), "Grace of Parley", Optional.of("Grace"), false));
        baileys.awaitTold(
                "contacts.upsert", contact -> contact.path("name").asString("").equals("Grace of Parley"));
    }

    @Test
    void whatThePhoneDoesBothSee() {
        ada.appState().nameContact(grace.phone(), "Grace of the phone", "Grace");

        told(AppStateChange.ContactNamed.class, change -> change.fullName().equals(Optional.of("Grace of the phone")));
        baileys.awaitTold(
                "contacts.upsert", contact -> contact.path("name").asString("").equals("Grace of the phone"));
        assertThat(ada.appState().rejected()).isEmpty();
    }

    private static IncomingMessage message(String text) {
        String id = grace.send(ada.phone(), text);
        baileys.awaitContent(id);
        return engine.awaitMessage(id);
    }

    private static Map<String, Object> withLast(String action, boolean value, IncomingMessage last) {
        Map<String, Object> modification = new HashMap<>();
        modification.put(action, value);
        modification.put(
                "lastMessages",
                List.of(Map.of(
                        "key", BaileysAgent.key(last.key().id()),
                        "messageTimestamp", last.timestamp().getEpochSecond())));
        return modification;
    }

    private static MessageRange upTo(IncomingMessage last) {
        return MessageRange.upTo(last.key(), false, last.timestamp());
    }

    private static <T extends AppStateChange> T told(Class<T> type, Predicate<T> wanted) {
        return type.cast(engine.await(
                        StoredEvent.AppStateChanged.class,
                        changed -> type.isInstance(changed.change()) && wanted.test(type.cast(changed.change())))
                .change());
    }

    private static boolean isGrace(Chat chat) {
        return chat instanceof Chat.Direct direct && direct.person().lid().equals(Optional.of(grace.lid()));
    }

    private static void awaitChat(Predicate<JsonNode> wanted) {
        baileys.awaitTold("chats.update", chat -> isGracesChat(chat) && wanted.test(chat));
    }

    private static boolean isGracesChat(JsonNode chat) {
        return chat.path("id")
                .asString()
                .split("@", -1)[0]
                .matches(grace.phone() + "|" + grace.lid().user());
    }

    private static void written(CompletableFuture<WriteResult> result) {
        assertThat(result).succeedsWithin(BaileysAgent.PATIENCE).isInstanceOf(WriteResult.Written.class);
    }
}
