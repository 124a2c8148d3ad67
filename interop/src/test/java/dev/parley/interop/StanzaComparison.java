package dev.parley.interop;

import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SeenStanza;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Plays the same scenes with two clients on one simulator and compares what the clients sent in each.
///
/// A scene is over when each difference in it is explained and each explanation for it is met; one that does not
/// come to that in time is told of at the end. So a stanza that comes late still counts for the scene that it
/// belongs to.
final class StanzaComparison {
    private static final Duration SETTLING = Duration.ofSeconds(10);
    /// The namespace of stanzas that come by the clock.
    private static final String KEEPALIVE = "w:p";

    private final Simulator simulator;
    private final SimulatedPhone peer;
    private final StanzaSide ours;
    private final StanzaSide theirs;
    private final ExplainedDifferences explained;
    /// How many stanzas of each side belong to scenes that are over.
    private final Map<StanzaSide, Integer> done = new HashMap<>();

    /// What the messages or the handshake of the scene say, decrypted.
    private final Map<StanzaSide, Node> said = new HashMap<>();

    private int handshakes;

    private final List<Scene> scenes = new ArrayList<>();

    StanzaComparison(
            Simulator simulator,
            SimulatedPhone peer,
            StanzaSide ours,
            StanzaSide theirs,
            ExplainedDifferences explained) {
        this.simulator = simulator;
        this.peer = peer;
        this.ours = ours;
        this.theirs = theirs;
        this.explained = explained;
    }

    /// What came of a scene.
    ///
    /// @param same the lines that both sides send
    record Scene(String name, SortedSet<String> same, List<StanzaDifference> differences) {}

    List<Scene> scenes() {
        return List.copyOf(scenes);
    }

    /// Plays a scene with both sides.
    void play(String scene, Consumer<StanzaSide> action) {
        play(scene, action, _ -> false);
    }

    /// Plays a scene in which each side sends a message to the peer, and compares what it says, too.
    ///
    /// @param send answers the message's id
    void playMessage(String name, Function<StanzaSide, String> send) {
        play(name, side -> {
            String id = send.apply(side);
            PhoneMessage message = peer.awaitMessage(arrived -> arrived.id().equals(id), BaileysAgent.PATIENCE);
            said.put(side, ProtoNodes.of("content", message.content()));
        });
        said.clear();
    }

    /// As [#playMessage], of what shows nothing itself: a reaction, an edit, a deletion.
    void playChange(String name, Function<StanzaSide, String> send) {
        play(name, side -> {
            String id = send.apply(side);
            PhoneMessage change = peer.awaitChange(arrived -> arrived.id().equals(id), BaileysAgent.PATIENCE);
            said.put(side, ProtoNodes.of("content", change.content()));
        });
        said.clear();
    }

    /// Plays a scene that begins with a handshake, and compares what the clients say of themselves in it, too.
    void playHandshake(String name, Consumer<StanzaSide> action, Predicate<Node> last) {
        int number = handshakes++;
        play(
                name,
                side -> {
                    action.accept(side);
                    said.put(
                            side,
                            ProtoNodes.of(
                                    "payload",
                                    simulator.handshakes(side.phone().phone()).get(number)));
                },
                last);
        said.clear();
    }

    /// Plays a scene that is over with a side's first stanza of a kind; what follows belongs to the next one.
    void play(String name, Consumer<StanzaSide> action, Predicate<Node> last) {
        action.accept(ours);
        action.accept(theirs);
        long deadline = System.nanoTime() + SETTLING.toNanos();
        long seen = simulator.stanzasPassed();
        Map<StanzaSide, List<Node>> sent = sent(last);
        Scene scene = compare(name, sent);
        while (!settled(scene) && System.nanoTime() < deadline) {
            simulator.awaitStanza(seen, Duration.ofNanos(deadline - System.nanoTime()));
            seen = simulator.stanzasPassed();
            sent = sent(last);
            scene = compare(name, sent);
        }
        sent.forEach((side, stanzas) -> done.merge(side, stanzas.size(), Integer::sum));
        scenes.add(scene);
    }

    private boolean settled(Scene scene) {
        return explained.unmet(scene.name(), scene.differences()).isEmpty()
                && scene.differences().stream()
                        .allMatch(difference -> explained.reason(difference).isPresent());
    }

    private Map<StanzaSide, List<Node>> sent(Predicate<Node> last) {
        Map<StanzaSide, List<Node>> sent = new LinkedHashMap<>();
        List.of(ours, theirs).forEach(side -> sent.put(side, sent(side, last)));
        return sent;
    }

    private List<Node> sent(StanzaSide side, Predicate<Node> last) {
        List<Node> stanzas = simulator.stanzas(side.phone().phone()).stream()
                .filter(stanza -> stanza.direction() == SeenStanza.Direction.RECEIVED)
                .map(SeenStanza::node)
                .filter(stanza -> !stanza.hasAttr("xmlns", KEEPALIVE))
                .skip(done.getOrDefault(side, 0))
                .toList();
        int end = IntStream.range(0, stanzas.size())
                .filter(i -> last.test(stanzas.get(i)))
                .map(i -> i + 1)
                .findFirst()
                .orElse(stanzas.size());
        return stanzas.subList(0, end);
    }

    private Scene compare(String name, Map<StanzaSide, List<Node>> sent) {
        SortedSet<String> our = lines(ours, sent);
        SortedSet<String> their = lines(theirs, sent);
        SortedSet<String> same = new TreeSet<>(our);
        same.retainAll(their);
        List<StanzaDifference> differences = Stream.concat(
                        StanzaLines.notIn(their, our).map(line -> new StanzaDifference(name, ours.name(), line)),
                        StanzaLines.notIn(our, their).map(line -> new StanzaDifference(name, theirs.name(), line)))
                .toList();
        return new Scene(name, same, differences);
    }

    private SortedSet<String> lines(StanzaSide side, Map<StanzaSide, List<Node>> sent) {
        Stream<Node> content = Optional.ofNullable(said.get(side)).stream();
        return StanzaLines.of(
                Stream.concat(sent.getOrDefault(side, List.of()).stream(), content)
                        .toList(),
                new StanzaCast(side.phone(), peer));
    }
}
