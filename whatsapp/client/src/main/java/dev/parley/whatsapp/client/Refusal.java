package dev.parley.whatsapp.client;

/// Why WhatsApp does not take a message (messaging.md section 4.9). None of them is cured by sending again.
public enum Refusal {
    /// The recipient is not on WhatsApp, or has no device there.
    NOT_ON_WHATSAPP,
    /// Code 463: the account may not write to new people for a time, or this one wants to be written to by
    /// nobody it does not know. Each further try counts against the account.
    FIRST_CONTACT_REFUSED,
    /// Code 475: the account has started as many new chats as it may in this cycle.
    NEW_CHATS_CAPPED,
    /// Code 421: the recipient is addressed by another name now.
    STALE_ADDRESSING,
    /// Codes 400 and 479: the form of the message; a defect of this engine, or a device list that was out of
    /// date.
    MALFORMED,
    /// Anything else; the code tells.
    OTHER;

    static Refusal of(int code) {
        return switch (code) {
            case 404 -> NOT_ON_WHATSAPP;
            case 463 -> FIRST_CONTACT_REFUSED;
            case 475 -> NEW_CHATS_CAPPED;
            case 421 -> STALE_ADDRESSING;
            case 400, 479 -> MALFORMED;
            default -> OTHER;
        };
    }
}
