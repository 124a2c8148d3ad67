package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.testkit.ParleyProcess;
import dev.parley.testkit.ParleyProcess.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Texts, reactions, edits and deletions that were accepted, by a Parley that is killed again and again while it sends
/// them: each arrives once and in its order.
class ActionsKillTest {
    private static final int ROUNDS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @RegisterExtension
    static final Stage stage = new Stage();

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben");

    @Test
    void whatWasAcceptedArrivesOnceThoughTheProcessIsKilled() {
        try (ParleyProcess parley = new ParleyProcess(stage.folder("parley"), stage.simulator())) {
            String session = parley.createSession("kill", 1);
            ada.scan(parley.awaitQr(session));
            parley.awaitConnected(session);
            String question = ben.send(ada.phone(), "which?");
            parley.awaitMessages(session, chat(), messages -> messages.size() == 1);
            List<String> edited = new ArrayList<>();
            List<String> deleted = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                String first = send(parley, session, "first " + round);
                String second = send(parley, session, "secnd " + round);
                String third = send(parley, session, "third " + round);
                String base = "/sessions/" + session + "/messages/";
                accepted(parley.request(
                        "POST", base + question + "/reaction", Map.of("emoji", round % 2 == 0 ? "👍" : "🎉")));
                accepted(parley.request("PATCH", base + second, Map.of("text", "second " + round)));
                accepted(parley.request("DELETE", base + first, Map.of()));
                edited.add(second);
                deleted.add(first);
                // In some rounds it is sent already, in others not yet.
                if (round % 2 == 1) {
                    ben.awaitText("third " + round, PATIENCE);
                }
                parley.kill();
                parley.start();
                parley.awaitConnected(session);
                assertThat(third).isNotEmpty();
            }
            send(parley, session, "the end");
            ben.awaitText("the end", PATIENCE);

            for (int round = 0; round < ROUNDS; round++) {
                String id = edited.get(round);
                String text = "second " + round;
                ben.awaitMessage(
                        message -> message.id().equals(id) && message.text().equals(text), PATIENCE);
                String gone = deleted.get(round);
                assertThat(ben.messages()).noneMatch(message -> message.id().equals(gone) && !message.deleted());
            }
            List<String> shown = ben.messages().stream()
                    .filter(message -> message.sender().equals(ada.phone()) && !message.deleted())
                    .map(PhoneMessage::text)
                    .toList();
            assertThat(shown)
                    .containsExactly(
                            "second 0",
                            "third 0",
                            "second 1",
                            "third 1",
                            "second 2",
                            "third 2",
                            "second 3",
                            "third 3",
                            "the end");
            assertThat(ben.awaitSent(
                                    message -> message.id().equals(question)
                                            && !message.reactions().isEmpty(),
                                    PATIENCE)
                            .reactions())
                    .containsValue("🎉");
            parley.awaitMessages(
                    session,
                    chat(),
                    messages -> messages.stream()
                            .filter(message -> message.path("fromMe").asBoolean())
                            .noneMatch(
                                    message -> message.path("status").asString().equals("pending")));
        }
    }

    private String chat() {
        return ben.phone() + "@s.whatsapp.net";
    }

    private String send(ParleyProcess parley, String session, String text) {
        Answer answer =
                parley.request("POST", "/sessions/" + session + "/send/text", Map.of("chatId", chat(), "text", text));
        accepted(answer);
        return answer.text("messageId");
    }

    private static void accepted(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    }
}
