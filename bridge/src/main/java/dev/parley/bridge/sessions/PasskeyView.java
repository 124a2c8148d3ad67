package dev.parley.bridge.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.parley.whatsapp.client.event.PasskeyStep;
import dev.parley.whatsapp.client.event.StateEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How far linking with a passkey has come.
///
/// @param options WebAuthn's request options as WhatsApp gave them, while an answer is wanted
/// @param expiresAt when it is too late
/// @param codelessUntil answered until then, no codes have to be compared
/// @param code the code to compare with the phone's, while that is asked for
@JsonInclude(Include.NON_ABSENT)
public record PasskeyView(
        State state,
        Optional<JsonNode> options,
        Instant expiresAt,
        Optional<Instant> codelessUntil,
        Optional<String> code) {
    private static final JsonMapper JSON = new JsonMapper();

    /// What is waited for.
    public enum State {
        /// The owner's passkey: `POST /sessions/{id}/passkey`.
        REQUIRED,
        /// WhatsApp, which checks the answer.
        CHECKING,
        /// The phone.
        WAITING_FOR_PHONE,
        /// The phone, for half a minute already.
        PHONE_SILENT,
        /// A person who compares the codes: `POST /sessions/{id}/passkey/confirm`.
        CONFIRM,
        /// The phone, which links this device.
        FINISHING;

        /// As it stands in JSON.
        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PasskeyView required(StateEvent.PasskeyRequired event) {
        return new PasskeyView(
                State.REQUIRED,
                Optional.of(JSON.readTree(event.optionsJson())),
                event.expiresAt(),
                Optional.of(event.codelessUntil()).filter(until -> until.isAfter(Instant.EPOCH)),
                Optional.empty());
    }

    PasskeyView at(PasskeyStep step) {
        return at(
                switch (step) {
                    case CHECKING -> State.CHECKING;
                    case WAITING_FOR_PHONE -> State.WAITING_FOR_PHONE;
                    case PHONE_SILENT -> State.PHONE_SILENT;
                    case FINISHING -> State.FINISHING;
                },
                Optional.empty());
    }

    PasskeyView confirming(String code) {
        return at(State.CONFIRM, Optional.of(code));
    }

    private PasskeyView at(State next, Optional<String> code) {
        return new PasskeyView(next, Optional.empty(), expiresAt, Optional.empty(), code);
    }
}
