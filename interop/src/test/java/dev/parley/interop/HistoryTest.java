package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.WebMessageInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The history that a simulated phone gives to a new companion, and what it gives of it when asked, read by Baileys:
/// what our engine is tested with is what another client understands.
class HistoryTest {
    private static final String EVENT = "messaging-history.set";
    private static final int CHATS = 12;
    private static final int MESSAGES = 10;
    /// The oldest messages of each chat, which the phone gives only when asked.
    private static final int KEPT = 4;

    @RegisterExtension
    static final Stage stage = new Stage();

    private final History history =
            new HistoryGenerator(1, Instant.now()).generate(CHATS, MESSAGES).keeping(KEPT);
    private BaileysAgent baileys;

    @BeforeEach
    void link() {
        SimulatedPhone ada = stage.phone("Ada");
        ada.remember(history);
        baileys = stage.linkedWithHistory(ada);
    }

    @Test
    void baileysReadsTheHistoryOfASimulatedPhone() {
        List<WebMessageInfo> offered =
                history.chats().stream().flatMap(HistoryTest::offered).toList();
        assertThat(offered).hasSizeGreaterThanOrEqualTo(CHATS * (MESSAGES - KEPT));

        offered.forEach(message -> assertSame(
                message,
                baileys.awaitTold(EVENT, told -> messages(told).anyMatch(received -> isOf(received, message)))));

        assertThat(received()).hasSize(offered.size());
    }

    @Test
    void baileysAsksForWhatIsOlder() {
        Conversation chat = history.chats().getFirst();
        List<WebMessageInfo> all =
                chat.getMessagesList().stream().map(HistorySyncMsg::getMessage).toList();
        int offered = MESSAGES - KEPT;
        WebMessageInfo oldest = all.get(offered - 1);
        baileys.awaitTold(EVENT, told -> messages(told).anyMatch(received -> isOf(received, oldest)));

        JsonNode some = askBefore(oldest, KEPT - 1);
        JsonNode last = askBefore(all.get(MESSAGES - 2), KEPT - 1);
        JsonNode nothing = askBefore(all.getLast(), KEPT - 1);

        assertMessages(some, all.subList(offered, MESSAGES - 1));
        assertMessages(last, all.subList(MESSAGES - 1, MESSAGES));
        // Baileys leaves out what the phone says of the chat's end: it has told of that chat before.
        assertMessages(nothing, List.of());
    }

    /// What the phone answers.
    private JsonNode askBefore(WebMessageInfo oldest, int count) {
        String request = baileys.ask(Map.of(
                "peerDataOperationRequestType",
                PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND_VALUE,
                "historySyncOnDemandRequest",
                Map.of(
                        "chatJid", oldest.getKey().getRemoteJid(),
                        "oldestMsgId", oldest.getKey().getId(),
                        "oldestMsgFromMe", oldest.getKey().getFromMe(),
                        "oldestMsgTimestampMs",
                                Duration.ofSeconds(oldest.getMessageTimestamp()).toMillis(),
                        "onDemandMsgCount", count)));
        return baileys.awaitTold(
                EVENT, told -> told.path("peerDataRequestSessionId").asString().equals(request));
    }

    private static void assertMessages(JsonNode answer, List<WebMessageInfo> expected) {
        assertThat(messages(answer)).hasSameSizeAs(expected);
        expected.forEach(message -> assertSame(message, answer));
    }

    /// The message is there as the phone has it.
    private static void assertSame(WebMessageInfo message, JsonNode told) {
        JsonNode received =
                messages(told).filter(one -> isOf(one, message)).findFirst().orElseThrow();
        assertThat(received.path("messageTimestamp").asString())
                .isEqualTo(Long.toString(message.getMessageTimestamp()));
        assertThat(received.path("key").path("fromMe").asBoolean())
                .isEqualTo(message.getKey().getFromMe());
        assertThat(text(received.path("message"))).isEqualTo(text(message.getMessage()));
    }

    private static Stream<WebMessageInfo> offered(Conversation chat) {
        return chat.getMessagesList().stream()
                .limit(Math.max(0, chat.getMessagesCount() - KEPT))
                .map(HistorySyncMsg::getMessage);
    }

    private List<String> received() {
        return baileys.events().all(AgentEvent.Told.class).stream()
                .filter(told -> told.name().equals(EVENT))
                .flatMap(told -> messages(told.data()))
                .map(message -> message.path("key").path("id").asString())
                .distinct()
                .toList();
    }

    private static Stream<JsonNode> messages(JsonNode told) {
        return told.path("messages").valueStream();
    }

    private static boolean isOf(JsonNode received, WebMessageInfo message) {
        JsonNode key = received.path("key");
        return key.path("id").asString().equals(message.getKey().getId())
                && key.path("remoteJid").asString().equals(message.getKey().getRemoteJid());
    }

    /// The text, or nothing of what is none.
    private static String text(Message message) {
        if (message.hasEphemeralMessage()) {
            return text(message.getEphemeralMessage().getMessage());
        }
        if (message.hasEditedMessage()) {
            return text(message.getEditedMessage().getMessage());
        }
        return message.getConversation() + message.getExtendedTextMessage().getText();
    }

    private static String text(JsonNode message) {
        if (message.has("ephemeralMessage")) {
            return text(message.path("ephemeralMessage").path("message"));
        }
        if (message.has("editedMessage")) {
            return text(message.path("editedMessage").path("message"));
        }
        return message.path("conversation").asString()
                + message.path("extendedTextMessage").path("text").asString();
    }
}
