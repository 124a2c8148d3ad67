package dev.parley.bridge.ws;

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
        record Subscribe(String sessionId) implements Request {}

        record Unsubscribe(String sessionId) implements Request {}

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
        String sessionId = frame.path("sessionId").asString("");
        boolean named = frame.path("sessionId").isString() && !sessionId.isBlank() && sessionId.length() <= LONGEST_ID;
        return switch (frame.path("type").asString("")) {
            case "subscribe" -> named ? new Request.Subscribe(sessionId) : unnamed();
            case "unsubscribe" -> named ? new Request.Unsubscribe(sessionId) : unnamed();
            default -> new Request.Malformed("type must be subscribe or unsubscribe");
        };
    }

    private static Request unnamed() {
        return new Request.Malformed("sessionId is required");
    }

    String write(String channel, String data) {
        return "{\"channel\":" + json.writeValueAsString(channel) + ",\"data\":" + data + "}";
    }

    String error(String sentence) {
        return "{\"error\":" + json.writeValueAsString(sentence) + "}";
    }
}
