package dev.parley.bridge.outbox;

import dev.parley.whatsapp.client.SendResult;

/// Why something was not sent, for good.
///
/// @param code stable, for programs
/// @param words a sentence for people
public record Failure(String code, String words) {
    static final Failure UNCONFIRMED = new Failure("unconfirmed", "WhatsApp did not confirm the message.");
    static final Failure CANCELLED = new Failure("cancelled", "It was deleted before it was sent.");
    static final Failure UNSENDABLE = new Failure("unsendable", "The message cannot be put into WhatsApp's form.");
    static final Failure UPLOAD_FAILED =
            new Failure("upload_failed", "The file could not be brought to WhatsApp's servers.");

    /// The link to the phone ended before it was sent.
    public static Failure unlinked(String words) {
        return new Failure("unlinked", words);
    }

    static Failure expired(OutboxRow.Kind kind) {
        return new Failure(
                "expired",
                switch (kind) {
                    case MESSAGE, REACTION -> "It could not be sent within 24 hours.";
                    case EDIT -> "WhatsApp takes changes for 15 minutes only.";
                    case DELETION -> "WhatsApp takes deletions for two days only.";
                });
    }

    static Failure of(SendResult.Refused refused) {
        String code =
                switch (refused.reason()) {
                    case NOT_ON_WHATSAPP -> "not_on_whatsapp";
                    case FIRST_CONTACT_REFUSED -> "new_contacts_restricted";
                    case NEW_CHATS_CAPPED -> "new_chats_capped";
                    case STALE_ADDRESSING -> "address_changed";
                    case MALFORMED -> "malformed";
                    case OTHER -> "refused";
                };
        return new Failure(code, refused.words());
    }
}
