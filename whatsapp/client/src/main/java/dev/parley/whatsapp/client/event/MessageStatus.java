package dev.parley.whatsapp.client.event;

import java.util.Optional;

/// How far a sent message got. It only moves forward: receipts come in any order, from several devices, and more
/// than once (messaging.md section 7.1).
public enum MessageStatus {
    /// WhatsApp refused it, or it was given up on; it may yet turn out to have arrived.
    FAILED,
    /// Not at WhatsApp yet.
    PENDING,
    /// WhatsApp has it.
    SENT,
    /// A device of the recipient has it.
    DELIVERED,
    READ,
    PLAYED;

    /// The later of both, whichever came first.
    public MessageStatus merge(MessageStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /// What a receipt says about a message of ours; empty for those about messages of others.
    public static Optional<MessageStatus> of(ReceiptKind kind) {
        return switch (kind) {
            case DELIVERED -> Optional.of(DELIVERED);
            // Phones show no second tick for a companion in the background.
            case INACTIVE -> Optional.of(SENT);
            case READ -> Optional.of(READ);
            case PLAYED -> Optional.of(PLAYED);
            case SENDER -> Optional.of(SENT);
            case READ_SELF, PLAYED_SELF -> Optional.empty();
        };
    }
}
