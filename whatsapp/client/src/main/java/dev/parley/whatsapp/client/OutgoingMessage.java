package dev.parley.whatsapp.client;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;

/// A message to send.
///
/// @param to a person by phone number or LID, without device
/// @param id from [MessageIds]; sending the same id again after a failure is safe, WhatsApp keeps one
public record OutgoingMessage(Jid to, String id, Message content) {
    public static OutgoingMessage text(Jid to, String id, String text) {
        return new OutgoingMessage(
                to, id, Message.newBuilder().setConversation(text).build());
    }
}
