package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;

/// A decrypted message.
///
/// @param senderDevice the device that sent it, as WhatsApp addressed it
/// @param fromMe sent from another device of this account
/// @param timestamp the server's, to the second
/// @param pushName the sender's name for themselves
/// @param message all of it, in its wrappers, so that nothing is lost of what this engine does not read;
///     [dev.parley.whatsapp.client.content.ContentReader] reads it again
/// @param offline whether it waited on the server while this device was away
public record IncomingMessage(
        MessageKey key,
        Chat chat,
        Jid senderDevice,
        boolean fromMe,
        Instant timestamp,
        Optional<String> pushName,
        Content content,
        MessageContext context,
        Message message,
        boolean offline) {}
