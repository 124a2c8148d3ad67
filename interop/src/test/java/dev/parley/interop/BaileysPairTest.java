package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two accounts, each held by a phone and by Baileys.
class BaileysPairTest {
    private static final int TEXTS = 30;

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void writeToEachOtherAtTheSameTime() {
        SimulatedPhone ada = stage.phone("Ada");
        SimulatedPhone grace = stage.phone("Grace");
        BaileysAgent adas = stage.linked(ada);
        BaileysAgent graces = stage.linked(grace);
        List<String> fromAda = texts("from Ada");
        List<String> fromGrace = texts("from Grace");
        // One starts the session: npm's libsignal spoils its sessions when both start one at the same time.
        adas.send(grace.lid().toString(), fromAda.getFirst());
        graces.awaitText(fromAda.getFirst());
        graces.send(ada.lid().toString(), fromGrace.getFirst());
        adas.awaitText(fromGrace.getFirst());

        fromAda.stream().skip(1).forEach(text -> adas.send(grace.lid().toString(), text));
        fromGrace.stream().skip(1).forEach(text -> graces.send(ada.lid().toString(), text));

        assertThat(graces.awaitTexts(TEXTS, BaileysAgent.PATIENCE))
                .extracting(AgentEvent.Text::text)
                .isEqualTo(fromAda);
        assertThat(adas.awaitTexts(TEXTS, BaileysAgent.PATIENCE))
                .extracting(AgentEvent.Text::text)
                .isEqualTo(fromGrace);
        assertThat(adas.events().all(AgentEvent.Undecryptable.class)).isEmpty();
        assertThat(graces.events().all(AgentEvent.Undecryptable.class)).isEmpty();
        grace.awaitText(fromAda.getLast(), BaileysAgent.PATIENCE);
        grace.awaitText(fromGrace.getLast(), BaileysAgent.PATIENCE);
    }

    private static List<String> texts(String prefix) {
        return IntStream.range(0, TEXTS).mapToObj(n -> prefix + " " + n).toList();
    }
}
