package dev.parley.simulator;

import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryGenerator;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.WebMessageInfo;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// The call of the control API about what a phone offers as history: written out, or invented by the number.
final class HistoryCalls {
    private static final int MOST_CHATS = 10_000;
    private static final int MOST_MESSAGES = 1_000_000;
    private static final int ID_BYTES = 10;
    private static final Duration BETWEEN_MESSAGES = Duration.ofMinutes(1);

    private final SimulatorServer server;
    private final InstantSource clock;
    private final SecureRandom random;

    HistoryCalls(SimulatorServer server, InstantSource clock, SecureRandom random) {
        this.server = server;
        this.clock = clock;
        this.random = random;
    }

    Object remember(ControlRequest request) {
        SimulatedPhone phone = server.phones().get(request.phone());
        JsonNode chats = request.field("chats")
                .orElseThrow(() -> ControlException.invalid("The body needs 'chats', an array or a number"));
        History history = chats.isArray() ? written(chats) : invented(request);
        int kept = number(request, "kept", 0, MOST_MESSAGES);
        phone.remember(history.keeping(kept));
        request.optionalFlag("asFiles").ifPresent(phone::offerHistoryAsFiles);
        return Map.of("chats", history.chats().size(), "messages", history.messages());
    }

    private History invented(ControlRequest request) {
        int chats = number(request, "chats", 0, MOST_CHATS);
        int messages = number(request, "messages", 0, MOST_MESSAGES);
        if ((long) chats * messages > MOST_MESSAGES) {
            throw ControlException.invalid("A history has at most " + MOST_MESSAGES + " messages");
        }
        long seed = request.optionalNumber("seed").orElse(1L);
        return new HistoryGenerator(seed, clock.instant()).generate(chats, messages);
    }

    private static int number(ControlRequest request, String name, long usual, int most) {
        long number = request.optionalNumber(name).orElse(usual);
        if (number < 0 || number > most) {
            throw ControlException.invalid("'" + name + "' is a number from 0 to " + most);
        }
        return (int) number;
    }

    private History written(JsonNode chats) {
        List<Conversation> read = new ArrayList<>();
        for (JsonNode chat : chats) {
            read.add(chat(new Entry(chat, "a chat")));
        }
        read.sort(
                Comparator.comparingLong(Conversation::getConversationTimestamp).reversed());
        return History.of(read);
    }

    private Conversation chat(Entry chat) {
        String phone = Phones.digits(chat.text("with")
                .orElseThrow(() -> ControlException.invalid("A chat of the history needs the phone number 'with'")));
        String pn = phone + "@s.whatsapp.net";
        Optional<String> lid = server.phones().all().stream()
                .filter(other -> other.phone().equals(phone))
                .map(other -> other.lid().toString())
                .findFirst();
        Conversation.Builder conversation = Conversation.newBuilder()
                .setId(lid.orElse(pn))
                .setUnreadCount((int) chat.number("unread").orElse(0L).longValue())
                .setArchived(chat.flag("archived"));
        lid.ifPresent(_ -> conversation.setPnJid(pn));
        chat.text("name").ifPresent(conversation::setName);
        chat.number("pinnedAt").ifPresent(at -> conversation.setPinned(at.intValue()));
        chat.number("mutedUntil").ifPresent(conversation::setMuteEndTime);
        List<WebMessageInfo> messages = messages(chat, conversation.getId());
        for (int i = 0; i < messages.size(); i++) {
            conversation.addMessages(
                    HistorySyncMsg.newBuilder().setMessage(messages.get(i)).setMsgOrderId(messages.size() - i));
        }
        long newest = messages.isEmpty()
                ? clock.instant().getEpochSecond()
                : messages.getFirst().getMessageTimestamp();
        return conversation
                .setConversationTimestamp(newest)
                .setLastMsgTimestamp(newest)
                .build();
    }

    /// The newest first. What comes without a time is a minute older than what follows it in the array.
    private List<WebMessageInfo> messages(Entry chat, String id) {
        List<JsonNode> given = chat.array("messages");
        List<WebMessageInfo> messages = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Instant usual = clock.instant().minus(BETWEEN_MESSAGES.multipliedBy(given.size() - i));
            messages.add(message(new Entry(given.get(i), "a message"), id, usual));
        }
        messages.sort(
                Comparator.comparingLong(WebMessageInfo::getMessageTimestamp).reversed());
        return messages;
    }

    private WebMessageInfo message(Entry message, String chat, Instant usual) {
        boolean fromMe = message.flag("fromMe");
        Message content = message.text("proto")
                .map(PhoneCalls::message)
                .orElseGet(() -> Message.newBuilder()
                        .setConversation(message.text("text")
                                .orElseThrow(() ->
                                        ControlException.invalid("A message of the history needs 'text' or 'proto'")))
                        .build());
        return WebMessageInfo.newBuilder()
                .setKey(MessageKey.newBuilder()
                        .setRemoteJid(chat)
                        .setFromMe(fromMe)
                        .setId(message.text("id").orElseGet(this::newId)))
                .setMessage(content)
                .setMessageTimestamp(message.number("timestamp").orElse(usual.getEpochSecond()))
                .setStatus(fromMe ? WebMessageInfo.Status.READ : WebMessageInfo.Status.DELIVERY_ACK)
                .setStarred(message.flag("starred"))
                .build();
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return "AC" + HexFormat.of().withUpperCase().formatHex(id);
    }

    /// An object inside the body.
    ///
    /// @param what it is, for a message
    private record Entry(JsonNode node, String what) {
        Entry {
            if (!node.isObject()) {
                throw ControlException.invalid("What is given as " + what + " of the history is no object");
            }
        }

        Optional<String> text(String name) {
            return value(name, JsonNode::isString).map(JsonNode::stringValue);
        }

        Optional<Long> number(String name) {
            return value(name, JsonNode::canConvertToLong).map(JsonNode::longValue);
        }

        boolean flag(String name) {
            return value(name, JsonNode::isBoolean).map(JsonNode::booleanValue).orElse(false);
        }

        List<JsonNode> array(String name) {
            return value(name, JsonNode::isArray)
                    .map(array -> array.valueStream().toList())
                    .orElse(List.of());
        }

        private Optional<JsonNode> value(String name, Predicate<JsonNode> fits) {
            Optional<JsonNode> value = Optional.ofNullable(node.get(name)).filter(present -> !present.isNull());
            if (value.filter(fits.negate()).isPresent()) {
                throw ControlException.invalid("'" + name + "' of " + what + " of the history is of another type");
            }
            return value;
        }
    }
}
