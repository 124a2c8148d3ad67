package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.event.ChatState;
import dev.parley.whatsapp.client.event.StateEvent;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Who is there and who is typing, between our engine and Baileys.
class PresenceTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static Pair pair;

    @BeforeAll
    static void link() {
        pair = Pair.on(stage);
        // A phone that is in use is there, whatever its companions say.
        pair.ada().available(false);
        pair.ben().available(false);
        // Without a push name nobody is told of us; a message of the own phone has it.
        pair.engine().awaitMessage(pair.ada().send(pair.ben().phone(), "hello from the phone"));
        pair.engine().client().presence().setAvailable(true);
    }

    @Test
    void weSeeBaileysComeAndGo() {
        pair.engine().client().presence().subscribe(pair.bensNumber());

        awaitPresence(true, 1);
        pair.baileys().call("sendPresenceUpdate", "unavailable");
        awaitPresence(false, 1);
        pair.baileys().call("sendPresenceUpdate", "available");
        awaitPresence(true, 2);
    }

    private static void awaitPresence(boolean online, int times) {
        pair.engine()
                .events()
                .await(
                        StateEvent.PresenceChanged.class,
                        changed -> changed.online() == online
                                && changed.person().pn().equals(Optional.of(pair.bensNumber())),
                        times,
                        BaileysAgent.PATIENCE);
    }

    @Test
    void weSeeBaileysTypeAndRecord() {
        for (String doing : new String[] {"composing", "recording", "paused"}) {
            pair.baileys().call("sendPresenceUpdate", doing, pair.adasLid());
        }

        for (ChatState state : ChatState.values()) {
            pair.engine().await(StateEvent.ChatStateChanged.class, changed -> changed.state() == state);
        }
    }

    @Test
    void baileysSeesUsComeAndGo() {
        pair.baileys().call("presenceSubscribe", pair.adasLid());

        awaitToldPresence("available");
        pair.engine().client().presence().setAvailable(false);
        awaitToldPresence("unavailable");
        pair.engine().client().presence().setAvailable(true);
    }

    @Test
    void baileysSeesUsTypeAndRecord() {
        assertThat(pair.engine().client().presence().typing(pair.bensNumber(), ChatState.COMPOSING))
                .isTrue();
        awaitToldPresence("composing");
        pair.engine().client().presence().typing(pair.bensNumber(), ChatState.RECORDING);
        awaitToldPresence("recording");
        pair.engine().client().presence().typing(pair.bensNumber(), ChatState.PAUSED);
    }

    private static JsonNode awaitToldPresence(String presence) {
        return pair.baileys()
                .awaitTold(
                        "presence.update",
                        update -> update.path("presences")
                                .valueStream()
                                .anyMatch(one ->
                                        one.path("lastKnownPresence").asString().equals(presence)));
    }
}
