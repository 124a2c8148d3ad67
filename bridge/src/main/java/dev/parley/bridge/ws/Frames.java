package dev.parley.bridge.ws;

import dev.parley.bridge.events.Event;
import dev.parley.bridge.events.PassingEvent;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What goes over the socket, both ways.
final class Frames {
    private static final int LONGEST_ID = 200;

    private final JsonMapper json;

    Frames(JsonMapper json) {
        this.json = json;
    }

    /// What a client asks for.
    sealed interface Request {
        /// @param after the last cursor that the client has seen; without one it begins with what happens now
        record Subscribe(String sessionId, Optional<Event.Position> after) implements Request {}

        record Unsubscribe(String sessionId) implements Request {}

        record SubscribeUser(String userId) implements Request {}

        record UnsubscribeUser(String userId) implements Request {}

        /// @param error what is wrong with it, one sentence
        record Malformed(String error) implements Request {}
    }

    Request read(String text) {
        JsonNode frame;
        try {
            frame = json.readTree(text);
        } catch (JacksonException _) {
            return new Request.Malformed("The frame is not valid JSON");
        }
        return switch (frame.path("type").asString("")) {
            case "subscribe" -> subscribe(frame);
            case "unsubscribe" -> unsubscribe(frame);
            default -> new Request.Malformed("type must be subscribe or unsubscribe");
        };
    }

    private static Request subscribe(JsonNode frame) {
        Optional<String> session = id(frame, "sessionId");
        if (session.isEmpty()) {
            return id(frame, "userId").<Request>map(Request.SubscribeUser::new).orElseGet(Frames::unnamed);
        }
        JsonNode after = frame.path("after");
        if (after.isMissingNode() || after.isNull()) {
            return new Request.Subscribe(session.get(), Optional.empty());
        }
        Optional<Event.Position> position = Event.Position.parse(after.asString(""));
        return position.isPresent()
                ? new Request.Subscribe(session.get(), position)
                : new Request.Malformed("after must be a cursor from an earlier frame");
    }

    private static Request unsubscribe(JsonNode frame) {
        return id(frame, "sessionId")
                .<Request>map(Request.Unsubscribe::new)
                .or(() -> id(frame, "userId").map(Request.UnsubscribeUser::new))
                .orElseGet(Frames::unnamed);
    }

    private static Optional<String> id(JsonNode frame, String name) {
        return Optional.of(frame.path(name))
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .filter(id -> !id.isBlank() && id.length() <= LONGEST_ID);
    }

    private static Request unnamed() {
        return new Request.Malformed("sessionId is required");
    }

    /// An event that is stored; with its cursor a client that comes back goes on after it.
    String write(Event event) {
        return "{\"channel\":" + json.writeValueAsString(event.channel()) + ",\"data\":" + event.data()
                + ",\"cursor\":\"" + event.position().text() + "\"}";
    }

    String write(PassingEvent event) {
        return "{\"channel\":" + json.writeValueAsString(event.channel()) + ",\"data\":" + event.data() + "}";
    }

    String error(String sentence) {
        return "{\"error\":" + json.writeValueAsString(sentence) + "}";
    }
}
