package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SimulatedPhone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Ada's account is also held by Baileys, whose connection breaks again and again; Grace has her phone only.
class BaileysReconnectTest {
    private static final long SEED = 20_261_121;
    private static final int TEXTS = 100;
    private static final int DROPS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void losesAndDoublesNothingWhenConnectionsBreak() {
        SimulatedPhone ada = stage.phone("Ada");
        SimulatedPhone grace = stage.phone("Grace");
        BaileysAgent agent = stage.linked("ada", ada);
        Random random = new Random(SEED);
        List<String> fromAda = texts("from Ada");
        List<String> fromGrace = texts("from Grace");

        fromAda.forEach(text -> agent.send(grace.lid().toString(), text));
        int sent = 0;
        for (int drop = 1; drop <= DROPS; drop++) {
            while (sent < drop * TEXTS / DROPS) {
                grace.send(ada.phone(), fromGrace.get(sent++));
            }
            grace.awaitText(fromAda.get(random.nextInt(sent)), PATIENCE);
            breakConnection(agent, ada, random.nextBoolean());
        }

        assertThat(agent.awaitTexts(TEXTS, PATIENCE))
                .extracting(AgentEvent.Text::text)
                .isEqualTo(fromGrace);
        grace.awaitText(fromAda.getLast(), PATIENCE);
        assertThat(grace.messages()).extracting(PhoneMessage::text).isEqualTo(fromAda);
    }

    private void breakConnection(BaileysAgent agent, SimulatedPhone phone, boolean byServer) {
        if (byServer) {
            stage.simulator().faults().drop(Optional.of(phone.phone()));
        } else {
            agent.drop();
        }
    }

    private static List<String> texts(String prefix) {
        return IntStream.range(0, TEXTS).mapToObj(n -> prefix + " " + n).toList();
    }
}
