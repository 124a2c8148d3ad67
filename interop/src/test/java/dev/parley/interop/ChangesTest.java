package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Reactions, edits, deletions, pins and disappearing messages, between our engine and Baileys.
class ChangesTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
    }

    @Test
    void baileysReactsAndTakesItBack() {
        String ours = sent("to react to");

        react(ours, "👍");
        assertThat(reaction(ours, "👍").fromMe()).isFalse();
        react(ours, "");
        reaction(ours, "");
    }

    private static void react(String id, String emoji) {
        pair.baileys().sendContent(pair.adasLid(), Map.of("react", Map.of("text", emoji, "key", BaileysAgent.key(id))));
    }

    private static StoredEvent.ReactionChanged reaction(String target, String emoji) {
        return pair.engine()
                .await(
                        StoredEvent.ReactionChanged.class,
                        changed -> changed.target().id().equals(target)
                                && changed.emoji().equals(emoji));
    }

    @Test
    void weReactAndTakeItBack() {
        String theirs = received("to react to");

        for (String emoji : new String[] {"❤️", ""}) {
            pair.engine()
                    .send(id -> OutgoingMessage.reaction(pair.bensNumber(), id, theirs, false, emoji, Instant.now()));
            JsonNode told = pair.baileys()
                    .awaitTold(
                            "messages.reaction",
                            candidate -> id(candidate).equals(theirs)
                                    && candidate
                                            .path("reaction")
                                            .path("text")
                                            .asString("")
                                            .equals(emoji));
            assertThat(told.path("key").path("fromMe").asBoolean()).isTrue();
        }
    }

    @Test
    void baileysEditsItsMessage() {
        String theirs = received("befor");

        pair.baileys().sendContent(pair.adasLid(), Map.of("text", "before", "edit", BaileysAgent.key(theirs)));

        StoredEvent.MessageEdited edit = pair.engine()
                .await(
                        StoredEvent.MessageEdited.class,
                        edited -> edited.target().id().equals(theirs));
        assertThat(edit.content().words()).contains("before");
        assertThat(edit.fromMe()).isFalse();
    }

    @Test
    void weEditOurMessage() {
        String ours = sent("befor");

        pair.engine()
                .send(id ->
                        OutgoingMessage.edit(pair.bensNumber(), id, ours, Content.Text.of("before"), Instant.now()));

        JsonNode update = awaitUpdate(ours);
        assertThat(update.path("message").path("editedMessage").toString()).contains("\"before\"");
    }

    @Test
    void baileysDeletesItsMessage() {
        String theirs = received("a mistake");

        pair.baileys().sendContent(pair.adasLid(), Map.of("delete", BaileysAgent.key(theirs)));

        StoredEvent.MessageDeleted deletion = pair.engine()
                .await(
                        StoredEvent.MessageDeleted.class,
                        deleted -> deleted.target().id().equals(theirs));
        assertThat(deletion.fromMe()).isFalse();
    }

    @Test
    void weDeleteOurMessage() {
        String ours = sent("a mistake");

        pair.engine().send(id -> OutgoingMessage.deletion(pair.bensNumber(), id, ours));

        JsonNode update = awaitUpdate(ours);
        assertThat(update.path("messageStubType").asInt()).isEqualTo(1);
        assertThat(update.path("message").isNull()).isTrue();
    }

    @Test
    void baileysPinsAMessage() {
        String ours = sent("to be pinned");

        pair.baileys().sendContent(pair.adasLid(), Map.of("pin", BaileysAgent.key(ours), "type", 1, "time", 604_800));

        StoredEvent.MessagePinned pin = pair.engine()
                .await(
                        StoredEvent.MessagePinned.class,
                        pinned -> pinned.target().id().equals(ours));
        assertThat(pin.pinned()).isTrue();
    }

    @Test
    void bothSidesChangeTheDisappearingMode() {
        pair.baileys().sendContent(pair.adasLid(), Map.of("disappearingMessagesInChat", 86_400));

        StoredEvent.EphemeralSettingChanged theirs = pair.engine()
                .await(
                        StoredEvent.EphemeralSettingChanged.class,
                        changed -> changed.expiration().equals(Duration.ofDays(1)));
        assertThat(theirs.fromMe()).isFalse();
        assertThat(pair.baileys()
                        .awaitContent(pair.engine().send(pair.bensNumber(), "gone tomorrow"))
                        .path("extendedTextMessage")
                        .path("contextInfo")
                        .path("expiration")
                        .asInt())
                .isEqualTo(86_400);

        String id = pair.engine()
                .send(own -> OutgoingMessage.ephemeralSetting(pair.bensNumber(), own, Duration.ZERO, Instant.now()));
        JsonNode ours = pair.baileys().awaitContent(id).path("protocolMessage");
        assertThat(ours.path("type").asString()).isEqualTo("EPHEMERAL_SETTING");
        assertThat(ours.path("ephemeralExpiration").asInt()).isZero();
    }

    private static String sent(String text) {
        String id = pair.engine().send(pair.bensNumber(), text);
        pair.baileys().awaitContent(id);
        return id;
    }

    private static String received(String text) {
        String id = pair.baileys().sendContent(pair.adasLid(), Map.of("text", text));
        pair.engine().awaitMessage(id);
        return id;
    }

    private static JsonNode awaitUpdate(String id) {
        return pair.baileys()
                .awaitTold(
                        "messages.update",
                        update -> id(update).equals(id) && update.path("update").has("message"))
                .path("update");
    }

    private static String id(JsonNode event) {
        return event.path("key").path("id").asString();
    }
}
