package dev.parley.whatsapp.client;

import java.time.Instant;
import java.util.Optional;

/// WhatsApp's answer to a message.
public sealed interface SendResult {
    /// @param timestamp the message's time, the server's, to the second
    record Accepted(Instant timestamp) implements SendResult {}

    /// WhatsApp, or this client before it, refused the message; trying again does not help, and is never done
    /// by itself.
    ///
    /// @param code WhatsApp's (messaging.md section 4.9), or 404 when the recipient is not on WhatsApp
    /// @param until when the restriction ends that refused it, if that is known
    /// @param words a sentence for people
    record Refused(int code, Refusal reason, Optional<Instant> until, String words) implements SendResult {
        public Refused(int code, String words) {
            this(code, Refusal.of(code), Optional.empty(), words);
        }

        /// What a code means, for people.
        public static String words(int code) {
            return switch (code) {
                case 400 -> "WhatsApp found the message malformed";
                case 404 -> "the recipient is not on WhatsApp";
                case 421 -> "the recipient has another name at WhatsApp now";
                case 463 -> "WhatsApp allows no new conversation from this number right now";
                case 475 -> "this number has reached WhatsApp's limit of new chats";
                case 479 -> "WhatsApp refused the form of the message";
                default -> "WhatsApp refused the message (code " + code + ")";
            };
        }

        public Refused until(Optional<Instant> end) {
            return new Refused(code, reason, end, words);
        }
    }
}
