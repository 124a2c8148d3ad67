package dev.parley.bridge.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How far a message of ours got, in order; a message only moves forward. [#FAILED] comes first because a message
/// that was given up on may yet turn out to have arrived.
public enum MessageStatus {
    FAILED,
    PENDING,
    SENT,
    DELIVERED,
    READ,
    PLAYED;

    /// As it stands in JSON and in the database.
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static MessageStatus of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
