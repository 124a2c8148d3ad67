package dev.parley.bridge.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a message is to the person who reads it.
public enum MessageType {
    TEXT,
    IMAGE,
    VIDEO,
    AUDIO,
    DOCUMENT,
    STICKER,
    OTHER;

    /// As it stands in JSON and in the database.
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static MessageType of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
