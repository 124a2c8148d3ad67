package dev.parley.whatsapp.client;

import java.time.Instant;

/// WhatsApp's answer to a message.
public sealed interface SendResult {
    /// @param timestamp the message's time, the server's, to the second
    record Accepted(Instant timestamp) implements SendResult {}

    /// WhatsApp, or this client before it, refused the message; trying again does not help.
    ///
    /// @param code WhatsApp's (messaging.md section 4.9), or 404 when the recipient is not on WhatsApp
    record Refused(int code, String words) implements SendResult {}
}
