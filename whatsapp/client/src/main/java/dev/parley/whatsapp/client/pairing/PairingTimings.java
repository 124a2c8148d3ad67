package dev.parley.whatsapp.client.pairing;

import java.time.Duration;

/// How long things take while linking; tests shorten them.
///
/// @param firstRef how long the first of the QR refs is shown (connection.md section 6.3)
/// @param otherRefs how long each of the others is shown
/// @param code how old a pairing code may be when the phone answers (connection.md section 7.5)
/// @param codeCompletion how long after the phone's answer the link may take
/// @param proof how long after the passkey request the phone needs no confirmation code (passkey.md section 2.15)
/// @param phoneHint after how long without the phone's answer its owner is asked to look at it
/// @param completion how long after our last word the link may take
/// @param answer how long WhatsApp may take to answer a question
public record PairingTimings(
        Duration firstRef,
        Duration otherRefs,
        Duration code,
        Duration codeCompletion,
        Duration proof,
        Duration phoneHint,
        Duration completion,
        Duration answer) {
    public static final PairingTimings USUAL = new PairingTimings(
            Duration.ofMinutes(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(3),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30));
}
