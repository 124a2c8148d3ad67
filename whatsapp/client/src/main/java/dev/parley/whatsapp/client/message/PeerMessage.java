package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;

/// A control message from another device of the own account (messaging.md section 5.4).
///
/// @param id the stanza's
/// @param sender the own device that sent it, as WhatsApp addressed it; device 0 is the phone
/// @param timestamp the server's, to the second
public record PeerMessage(String id, Jid sender, Instant timestamp, ProtocolMessage content) {}
