package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.testkit.ParleyProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What stands in the log of a Parley that tells all it can: the session, and nothing of what people write or who
/// they are.
class LogTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    @RegisterExtension
    static final Stage stage = new Stage();

    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben Secretname");

    @Test
    void tellsTheSessionButNoTextAndNoNumber() throws IOException {
        Map<String, String> talkative = Map.of("PARLEY_LOG_LEVEL", "DEBUG", "PARLEY_LOG_FORMAT", "json");
        try (ParleyProcess parley = new ParleyProcess(stage.folder("parley"), stage.simulator(), talkative)) {
            String session = parley.createSession("log", 1);
            ada.scan(parley.awaitQr(session));
            parley.awaitConnected(session);
            ben.send(ada.phone(), "a whispered question");
            parley.awaitMessages(session, chat(ben), messages -> !messages.isEmpty());
            send(parley, session, ben.phone(), "a whispered answer");
            ben.awaitText("a whispered answer", PATIENCE);
            // Things that go wrong are what logs are for.
            send(parley, session, "15557654321", "to nobody on WhatsApp");
            stage.simulator().faults().drop(Optional.of(ada.phone()));
            ben.send(ada.phone(), "a whispered reminder");
            parley.awaitMessages(session, chat(ben), messages -> messages.size() == 3);
            parley.stop();

            List<JsonNode> lines = Files.readAllLines(parley.log()).stream()
                    // The JVM's own words: about JAVA_TOOL_OPTIONS, and about what libraries do.
                    .filter(line -> !line.startsWith("Picked up ") && !line.startsWith("WARNING: "))
                    .map(JSON::readTree)
                    .toList();
            assertThat(lines)
                    .anySatisfy(line ->
                            assertThat(line.at("/mdc/session").asString("")).isEqualTo(session));
            assertThat(Files.readString(parley.log()))
                    .doesNotContain(
                            "whispered", "nobody on WhatsApp", "Secretname", ada.phone(), ben.phone(), "5557654321")
                    .doesNotContain(ParleyProcess.API_KEY);
        }
    }

    private static String chat(SimulatedPhone phone) {
        return phone.phone() + "@s.whatsapp.net";
    }

    private static void send(ParleyProcess parley, String session, String to, String text) {
        parley.request("POST", "/sessions/" + session + "/send/text", Map.of("chatId", to, "text", text));
    }
}
