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

/// Ada's account is also held by Baileys, whose connection breaks; Grace has her phone only.
class BaileysReconnectTest {
    private static final long SEED = 20_261_121;
    private static final int TEXTS = 100;
    private static final int DROPS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @RegisterExtension
    static final Stage stage = new Stage();

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone grace = stage.phone("Grace");
    private final Random random = new Random(SEED);

    @Test
    void losesAndDoublesNothingWhenConnectionsBreak() {
        BaileysAgent agent = stage.linked(ada);
        List<String> fromAda = texts("from Ada");
        List<String> fromGrace = texts("from Grace");
        greetEachOther(agent, fromAda.getFirst(), fromGrace.getFirst());

        fromAda.stream().skip(1).forEach(text -> agent.send(grace.lid().toString(), text));
        int sent = 1;
        for (int drop = 1; drop <= DROPS; drop++) {
            for (int due = drop * TEXTS / DROPS; sent < due; sent++) {
                grace.send(ada.phone(), fromGrace.get(sent));
            }
            grace.awaitText(fromAda.get(random.nextInt(sent)), PATIENCE);
            breakConnection(agent);
        }
        grace.awaitText(fromAda.getLast(), PATIENCE);
        agent.awaitTexts(TEXTS, PATIENCE);
        breakConnection(agent);
        grace.send(ada.phone(), "the end");
        agent.awaitText("the end");

        assertThat(grace.messages()).extracting(PhoneMessage::text).isEqualTo(fromAda);
        // Baileys works off what waited beside what arrives live, so the order of its reports is its own.
        assertThat(agent.events().all(AgentEvent.Text.class))
                .extracting(AgentEvent.Text::text)
                .endsWith("the end")
                .containsOnlyOnceElementsOf(fromGrace)
                .hasSize(TEXTS + 1);
    }

    @Test
    void receivesWhatWasSentWhileItWasAway() {
        BaileysAgent before = stage.linked(ada);
        grace.send(ada.phone(), "before");
        before.awaitText("before");
        before.close();
        grace.send(ada.phone(), "meanwhile");
        grace.send(ada.phone(), "later");

        BaileysAgent after = stage.agent(ada);

        assertThat(after.awaitTexts(2, BaileysAgent.PATIENCE))
                .extracting(AgentEvent.Text::text)
                .containsExactly("meanwhile", "later");
    }

    /// One starts the session: npm's libsignal spoils its sessions when both start one at the same time.
    private void greetEachOther(BaileysAgent agent, String fromAda, String fromGrace) {
        agent.send(grace.lid().toString(), fromAda);
        grace.awaitText(fromAda, PATIENCE);
        grace.send(ada.phone(), fromGrace);
        agent.awaitText(fromGrace);
    }

    private void breakConnection(BaileysAgent agent) {
        if (random.nextBoolean()) {
            agent.drop();
        } else {
            stage.simulator().faults().drop(Optional.of(ada.phone()));
        }
    }

    private static List<String> texts(String prefix) {
        return IntStream.range(0, TEXTS).mapToObj(n -> prefix + " " + n).toList();
    }
}
