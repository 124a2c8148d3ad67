package dev.parley.whatsapp.client.appstate;

/// What became of a change of our own.
public sealed interface WriteResult {
    /// WhatsApp has it, and it came back: the account's other devices see it too.
    record Written() implements WriteResult {}

    /// WhatsApp does not take it; trying again does not help.
    ///
    /// @param code WhatsApp's
    record Refused(int code) implements WriteResult {}
}
