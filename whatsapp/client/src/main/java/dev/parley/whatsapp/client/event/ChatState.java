package dev.parley.whatsapp.client.event;

/// What somebody does in a chat at this moment.
public enum ChatState {
    /// They are typing.
    COMPOSING,
    /// They are recording a voice message.
    RECORDING,
    /// Neither of both.
    PAUSED
}
