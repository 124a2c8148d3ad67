package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What our engine sends is compared with what Baileys sends, scene by scene. The report, with every line that
/// differs or does not, is `target/stanza-comparison.md`; `stanza-differences.md` says why what differs may.
class StanzaComparisonTest {
    private static final Path EXPLANATIONS = InteropFolder.PATH.resolve("stanza-differences.md");
    private static final Path REPORT = InteropFolder.PATH.resolve("target/stanza-comparison.md");

    private static final int CHATS = 4;
    private static final int MESSAGES = 10;

    @RegisterExtension
    static final Stage stage = new Stage();

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben");
    private final SimulatedPhone grace = stage.phone("Grace");

    @Test
    void everyDifferenceFromBaileysIsExplained() {
        History history = new HistoryGenerator(1, Instant.now()).generate(CHATS, MESSAGES);
        ada.remember(history);
        ben.remember(history);
        ExplainedDifferences explained = ExplainedDifferences.read(EXPLANATIONS);
        StanzaComparison comparison = new StanzaComparison(
                stage.simulator(),
                grace,
                new EngineSide(stage.engine(), ada),
                new BaileysSide(stage.agentWithHistory(ben), ben),
                explained);

        comparison.playHandshake(
                "linking",
                StanzaSide::link,
                stanza -> stanza.child("pair-device-sign").isPresent());
        comparison.playHandshake("first login", side -> side.awaitLogin(1), _ -> false);
        comparison.playHandshake(
                "login again",
                side -> {
                    stage.simulator().faults().drop(Optional.of(side.phone().phone()));
                    side.awaitLogin(2);
                },
                _ -> false);
        comparison.playMessage("first text", side -> side.send(grace, "hello"));
        Map<StanzaSide, String> fromGrace = new HashMap<>();
        comparison.play("text arrives", side -> {
            String id = grace.send(side.phone().phone(), "hello");
            side.awaitArrival(id);
            fromGrace.put(side, id);
        });
        Map<StanzaSide, String> toGrace = new HashMap<>();
        comparison.playMessage("next text", side -> {
            String id = side.send(grace, "how are you?");
            awaitAtGrace(id);
            grace.read(id);
            side.awaitRead(id);
            toGrace.put(side, id);
            return id;
        });
        comparison.play(
                "own phone sends", side -> side.awaitArrival(side.phone().send(grace.phone(), "hello from the phone")));
        comparison.play("read", side -> side.read(grace, id(fromGrace, side)));
        comparison.playChange("reaction", side -> side.react(grace, id(fromGrace, side), "👍"));
        comparison.playChange("edit", side -> side.edit(grace, id(toGrace, side), "and how are you?"));
        comparison.playChange("deletion", side -> side.delete(grace, id(toGrace, side)));
        SampleMessage.all().forEach(sample -> comparison.playMessage(sample.kind(), side -> side.send(grace, sample)));

        StanzaReport.write(REPORT, comparison.scenes(), explained);
        List<StanzaDifference> differences = comparison.scenes().stream()
                .flatMap(scene -> scene.differences().stream())
                .toList();
        assertThat(differences)
                .filteredOn(difference -> explained.reason(difference).isEmpty())
                .as("differences without a reason in %s", EXPLANATIONS.getFileName())
                .isEmpty();
        assertThat(Stream.concat(
                        comparison.scenes().stream()
                                .flatMap(scene -> explained.unmet(scene.name(), scene.differences()).stream()),
                        explained.unmet(differences).stream()))
                .as("differences in %s that are no more", EXPLANATIONS.getFileName())
                .isEmpty();
    }

    private void awaitAtGrace(String id) {
        grace.awaitMessage(message -> message.id().equals(id), BaileysAgent.PATIENCE);
    }

    private static String id(Map<StanzaSide, String> ids, StanzaSide side) {
        return Objects.requireNonNull(ids.get(side), "this side sent no message");
    }
}
