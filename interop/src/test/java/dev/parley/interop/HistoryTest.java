package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The history that a simulated phone gives to a new companion, read by Baileys: what our engine is tested with is what
/// another client understands.
class HistoryTest {
    private static final int CHATS = 12;
    private static final int MESSAGES = 10;

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void baileysReadsTheHistoryOfASimulatedPhone() {
        SimulatedPhone ada = stage.phone("Ada");
        History history = new HistoryGenerator(1, Instant.now()).generate(CHATS, MESSAGES);
        ada.remember(history);

        BaileysAgent baileys = stage.linkedWithHistory(ada);

        baileys.awaitTold(
                "messaging-history.set",
                set -> set.path("progress").asInt() == 100
                        && set.path("messages").size() > 0);
        long messages = baileys.events().all(AgentEvent.Told.class).stream()
                .filter(told -> told.name().equals("messaging-history.set"))
                .flatMap(told -> told.data().path("messages").valueStream())
                .map(HistoryTest::id)
                .distinct()
                .count();
        assertThat(messages).isGreaterThanOrEqualTo(CHATS * MESSAGES / 2);
    }

    private static String id(JsonNode message) {
        return message.path("key").path("remoteJid").asString()
                + message.path("key").path("id").asString();
    }
}
