package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.testkit.ParleyProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Parley as a process holds Ada's account, Baileys holds Ben's; they write to each other while connections break
/// and Parley is restarted, at instants that the seed decides. None may be lost, none doubled, and order is kept.
///
/// The suite runs it small. In full: `-Dparley.faultrun.texts=1000 -Dparley.faultrun.drops=20
/// -Dparley.faultrun.restarts=5`, and `-Dparley.faultrun.seed=…` replays a schedule.
class FaultRunTest {
    private static final int TEXTS = Integer.getInteger("parley.faultrun.texts", 120);
    private static final int DROPS = Integer.getInteger("parley.faultrun.drops", 6);
    private static final int RESTARTS = Integer.getInteger("parley.faultrun.restarts", 2);
    private static final long SEED = Long.getLong("parley.faultrun.seed", 20_261_121);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final Stage stage = new Stage();

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben");
    private final String benChat = ben.phone() + "@s.whatsapp.net";
    private final Random random = new Random(SEED);

    private enum Fault {
        OUR_CONNECTION,
        THEIR_CONNECTION,
        RESTART
    }

    @Test
    void losesAndDoublesNothingThroughDropsAndRestarts() {
        try (ParleyProcess parley = new ParleyProcess(stage.folder("parley"), stage.simulator())) {
            String session = parley.createSession("fault-run", 1);
            ada.scan(parley.awaitQr(session));
            parley.awaitConnected(session);
            BaileysAgent agent = stage.linked(ben);
            List<String> fromBen = texts("from Ben");
            List<String> fromAda = texts("from Ada");
            // One of them starts the session: npm's libsignal spoils its own when both start one at the same time.
            agent.send(ada.lid().toString(), fromBen.getFirst());
            ada.awaitText(fromBen.getFirst(), PATIENCE);
            send(parley, session, fromAda.getFirst());
            agent.awaitText(fromAda.getFirst());

            List<Fault> faults = schedule();
            for (int i = 0; i < faults.size(); i++) {
                int from = 1 + i * (TEXTS - 1) / faults.size();
                int to = 1 + (i + 1) * (TEXTS - 1) / faults.size();
                CompletableFuture<Void> sending = CompletableFuture.runAsync(
                        () -> fromAda.subList(from, to).forEach(text -> send(parley, session, text)));
                fromBen.subList(from, to).forEach(text -> agent.send(ada.lid().toString(), text));
                ben.awaitText(fromAda.get(from - 1 + random.nextInt(to - from)), PATIENCE);
                inject(faults.get(i), parley, agent);
                sending.join();
            }
            ben.awaitText(fromAda.getLast(), PATIENCE);
            ada.awaitText(fromBen.getLast(), PATIENCE);
            agent.awaitTexts(TEXTS, PATIENCE);
            parley.awaitMessages(
                    session,
                    benChat,
                    all -> all.stream()
                            .anyMatch(message ->
                                    message.path("content").asString().equals(fromBen.getLast())));
            parley.awaitMessages(
                    session,
                    benChat,
                    all -> all.stream()
                            .noneMatch(message ->
                                    message.path("status").asString("").equals("pending")));

            assertThat(texts(ben, false)).as("Ben's phone").isEqualTo(fromAda);
            assertThat(texts(ada, false)).as("Ada's phone").isEqualTo(fromBen);
            assertThat(texts(ada, true)).as("Ada's phone, what Parley sent").isEqualTo(fromAda);
            // After a drop Baileys works its backlog off beside what arrives live, so the order of its reports is its
            // own; that the order of sending was kept shows at Ben's phone.
            assertThat(agent.events().all(AgentEvent.Text.class))
                    .as("Baileys")
                    .extracting(AgentEvent.Text::text)
                    .containsExactlyInAnyOrderElementsOf(fromAda);
            assertThat(stored(parley, session, false)).as("Parley").isEqualTo(fromBen);
            assertThat(stored(parley, session, true)).as("Parley's own").isEqualTo(fromAda);
            assertThat(parley.messages(session, benChat))
                    .filteredOn(message -> message.path("fromMe").asBoolean())
                    .extracting(message -> message.path("status").asString())
                    .doesNotContain("pending", "failed");
        }
    }

    private void inject(Fault fault, ParleyProcess parley, BaileysAgent agent) {
        switch (fault) {
            case OUR_CONNECTION -> stage.simulator().faults().drop(Optional.of(ada.phone()));
            case THEIR_CONNECTION -> agent.drop();
            case RESTART -> parley.restart();
        }
    }

    private List<Fault> schedule() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < DROPS; i++) {
            faults.add(random.nextInt(3) == 0 ? Fault.THEIR_CONNECTION : Fault.OUR_CONNECTION);
        }
        faults.addAll(Collections.nCopies(RESTARTS, Fault.RESTART));
        Collections.shuffle(faults, random);
        return faults;
    }

    /// The key makes it safe to ask again when the process went away before it answered.
    private void send(ParleyProcess parley, String session, String text) {
        ParleyProcess.Answer answer = parley.request(
                "POST",
                "/sessions/" + session + "/send/text",
                Map.of("chatId", benChat, "text", text, "idempotencyKey", text));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private List<String> stored(ParleyProcess parley, String session, boolean fromMe) {
        return parley.messages(session, benChat).stream()
                .filter(message -> message.path("fromMe").asBoolean() == fromMe)
                .map(message -> message.path("content").asString())
                .toList();
    }

    private static List<String> texts(SimulatedPhone phone, boolean fromMe) {
        return phone.messages().stream()
                .filter(message -> message.fromMe() == fromMe)
                .map(PhoneMessage::text)
                .toList();
    }

    private static List<String> texts(String prefix) {
        return IntStream.range(0, TEXTS).mapToObj(n -> prefix + " " + n).toList();
    }
}
