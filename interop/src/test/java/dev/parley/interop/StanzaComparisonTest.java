package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What our engine sends is compared with what Baileys sends, scene by scene. The report, with every line that
/// differs or does not, is `target/stanza-comparison.md`; `stanza-differences.md` says why what differs may.
class StanzaComparisonTest {
    private static final Path EXPLANATIONS = InteropFolder.PATH.resolve("stanza-differences.md");
    private static final Path REPORT = InteropFolder.PATH.resolve("target/stanza-comparison.md");

    @RegisterExtension
    static final Stage stage = new Stage();

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben");
    private final SimulatedPhone grace = stage.phone("Grace");

    @Test
    void everyDifferenceFromBaileysIsExplained() {
        ExplainedDifferences explained = ExplainedDifferences.read(EXPLANATIONS);
        StanzaComparison comparison = new StanzaComparison(
                stage.simulator(),
                grace,
                new EngineSide(stage.engine(), ada),
                new BaileysSide(stage.agent(ben), ben),
                explained);

        comparison.play(
                "linking",
                StanzaSide::link,
                stanza -> stanza.child("pair-device-sign").isPresent());
        comparison.play("first login", side -> side.awaitLogin(1));
        comparison.play("login again", side -> {
            stage.simulator().faults().drop(Optional.of(side.phone().phone()));
            side.awaitLogin(2);
        });
        comparison.play("first text", side -> side.send(grace, "first from " + side.name()));
        comparison.play(
                "text arrives",
                side -> side.awaitArrival(grace.send(side.phone().phone(), "hello")));
        comparison.play("next text", side -> {
            String id = side.send(grace, "next from " + side.name());
            grace.awaitMessage(message -> message.id().equals(id), BaileysAgent.PATIENCE);
            grace.read(id);
            side.awaitRead(id);
        });
        comparison.play(
                "own phone sends", side -> side.awaitArrival(side.phone().send(grace.phone(), "hello from the phone")));

        StanzaReport.write(REPORT, comparison.scenes(), explained);
        assertThat(comparison.scenes().stream()
                        .flatMap(scene -> scene.differences().stream())
                        .filter(difference -> explained.reason(difference).isEmpty()))
                .as("differences without a reason in %s", EXPLANATIONS.getFileName())
                .isEmpty();
        assertThat(comparison.scenes())
                .allSatisfy(scene -> assertThat(explained.unmet(scene.name(), scene.differences()))
                        .as("differences of %s that are no more", scene.name())
                        .isEmpty());
    }
}
