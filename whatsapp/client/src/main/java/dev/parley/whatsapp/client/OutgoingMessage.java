package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentWriter;
import dev.parley.whatsapp.client.content.ContextWriter;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;

/// A message to send. What every message has, its secret and the chat's disappearing mode, is added when it is sent.
///
/// @param to a person by phone number or LID, without device
/// @param id from [MessageIds], a new one also for a reaction, edit or deletion; sending the same id again after a
///     failure is safe, WhatsApp keeps one
public record OutgoingMessage(Jid to, String id, Message content) {
    public static OutgoingMessage text(Jid to, String id, String text) {
        return of(to, id, Content.Text.of(text), MessageContext.NONE);
    }

    /// @param context the quoted message, mentions
    /// @throws IllegalArgumentException for contents that only others send: choices, cards, calls, albums
    public static OutgoingMessage of(Jid to, String id, Content content, MessageContext context) {
        return new OutgoingMessage(to, id, ContentWriter.write(content, context));
    }

    /// Passes a message on, of any kind, marked as forwarded once more.
    ///
    /// @param message as it arrived or was sent
    public static OutgoingMessage forward(Jid to, String id, Message message) {
        return new OutgoingMessage(to, id, ContextWriter.forwarded(message));
    }

    /// Reacts to a message, or replaces the reaction.
    ///
    /// @param targetFromMe whether this account wrote it
    /// @param emoji empty to take the reaction back
    public static OutgoingMessage reaction(
            Jid to, String id, String target, boolean targetFromMe, String emoji, Instant now) {
        return new OutgoingMessage(
                to,
                id,
                Message.newBuilder()
                        .setReactionMessage(ReactionMessage.newBuilder()
                                .setKey(key(to, target, targetFromMe))
                                .setText(emoji)
                                .setSenderTimestampMs(now.toEpochMilli()))
                        .build());
    }

    /// Replaces the content of an own message. Phones take edits for 15 minutes, a little longer when they come late.
    ///
    /// @param content a text; for a message with a file the same file with another caption
    public static OutgoingMessage edit(Jid to, String id, String target, Content content, Instant now) {
        ProtocolMessage edit = ProtocolMessage.newBuilder()
                .setKey(key(to, target, true))
                .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                .setEditedMessage(ContentWriter.write(content, MessageContext.NONE))
                .setTimestampMs(now.toEpochMilli())
                .build();
        return new OutgoingMessage(
                to,
                id,
                Message.newBuilder()
                        .setEditedMessage(FutureProofMessage.newBuilder()
                                .setMessage(Message.newBuilder().setProtocolMessage(edit)))
                        .build());
    }

    /// Deletes an own message for everyone. Phones take deletions for about two days.
    public static OutgoingMessage deletion(Jid to, String id, String target) {
        return protocol(
                to,
                id,
                ProtocolMessage.newBuilder().setKey(key(to, target, true)).setType(ProtocolMessage.Type.REVOKE));
    }

    /// Has new messages of the chat disappear after a time.
    ///
    /// @param expiration WhatsApp offers a day, 7 and 90 days; zero: messages stay
    public static OutgoingMessage ephemeralSetting(Jid to, String id, Duration expiration, Instant now) {
        return protocol(
                to,
                id,
                ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.EPHEMERAL_SETTING)
                        .setEphemeralExpiration((int) expiration.toSeconds())
                        .setEphemeralSettingTimestamp(now.getEpochSecond()));
    }

    private static OutgoingMessage protocol(Jid to, String id, ProtocolMessage.Builder message) {
        return new OutgoingMessage(
                to, id, Message.newBuilder().setProtocolMessage(message).build());
    }

    private static MessageKey key(Jid chat, String id, boolean fromMe) {
        return MessageKey.newBuilder()
                .setRemoteJid(chat.bare().toString())
                .setFromMe(fromMe)
                .setId(id)
                .build();
    }
}
