package dev.parley.bridge.outbox;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// A message that WhatsApp has not confirmed yet.
///
/// @param seq the row's key
/// @param id reserved for it: every attempt uses the same
/// @param attempts how often it was handed over without an answer
record PendingMessage(long seq, long chatKey, Jid to, String id, String text, Optional<Quoted> quoted, int attempts) {
    /// @param fromMe who wrote the quoted message
    record Quoted(String id, String content, boolean fromMe) {}

    /// @param self this account
    OutgoingMessage outgoing(Jid self) {
        return quoted.map(quote -> new OutgoingMessage(to, id, answer(quote, self)))
                .orElseGet(() -> OutgoingMessage.text(to, id, text));
    }

    private Message answer(Quoted quote, Jid self) {
        ContextInfo context = ContextInfo.newBuilder()
                .setStanzaId(quote.id())
                .setParticipant((quote.fromMe() ? self : to).toString())
                .setQuotedMessage(Message.newBuilder().setConversation(quote.content()))
                .build();
        return Message.newBuilder()
                .setExtendedTextMessage(
                        ExtendedTextMessage.newBuilder().setText(text).setContextInfo(context))
                .build();
    }
}
