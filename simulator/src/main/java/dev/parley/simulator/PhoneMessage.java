package dev.parley.simulator;

import java.time.Instant;

/// A message as a phone shows it.
///
/// @param chat the phone number of the other side
/// @param sender the phone number of its author
/// @param senderDevice 0 when a phone sent it
/// @param text empty when the message holds no text
/// @param timestamp the server's
/// @param fromMe whether a companion of the phone sent it
public record PhoneMessage(
        String id, String chat, String sender, int senderDevice, String text, Instant timestamp, boolean fromMe) {}
