package dev.parley.whatsapp.client.event;

/// What a receipt says (messaging.md section 7.1).
public enum ReceiptKind {
    /// A device of the recipient has the message.
    DELIVERED,
    /// A companion of the recipient has it, in the background; phones show no second tick for it.
    INACTIVE,
    /// Another device of the own account has it.
    SENDER,
    /// The recipient read it.
    READ,
    /// The owner read it on another device.
    READ_SELF,
    /// The recipient played it.
    PLAYED,
    /// The owner played it on another device.
    PLAYED_SELF
}
