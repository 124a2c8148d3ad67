package dev.parley.bridge.sessions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.Optional;

/// How a session is doing, with what a client needs that missed the events.
///
/// @param socketActive whether there is a connection that messages can be sent on
/// @param qr the text of the code on show
/// @param qrDataUrl the same as a PNG
/// @param pairingCode the code to type on the phone
/// @param passkey while WhatsApp asks for one
public record SessionView(
        String id,
        SessionStatus status,
        Optional<String> phone,
        Optional<String> displayName,
        boolean socketActive,
        @JsonInclude(Include.NON_ABSENT) Optional<String> qr,
        @JsonInclude(Include.NON_ABSENT) Optional<String> qrDataUrl,
        @JsonInclude(Include.NON_ABSENT) Optional<Instant> qrExpiresAt,
        @JsonInclude(Include.NON_ABSENT) Optional<String> pairingCode,
        @JsonInclude(Include.NON_ABSENT) Optional<Instant> pairingCodeExpiresAt,
        @JsonInclude(Include.NON_ABSENT) Optional<PasskeyView> passkey,
        @JsonInclude(Include.NON_ABSENT) Optional<String> reason,
        @JsonInclude(Include.NON_ABSENT) Optional<String> reasonText) {}
