package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;

/// Finds the text of a message.
final class MessageText {
    private MessageText() {}

    /// Empty when there is none.
    static String of(Message message) {
        Message content =
                message.hasEphemeralMessage() ? message.getEphemeralMessage().getMessage() : message;
        return content.hasConversation()
                ? content.getConversation()
                : content.getExtendedTextMessage().getText();
    }
}
