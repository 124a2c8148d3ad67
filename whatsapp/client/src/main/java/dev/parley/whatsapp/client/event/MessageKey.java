package dev.parley.whatsapp.client.event;

import dev.parley.whatsapp.wire.Jid;

/// What makes a message unique: ids are only unique per chat and sender.
///
/// @param chat without device; the phone number if it is known, else the LID, else the group or broadcast
/// @param sender the person, without device, in the same preference
public record MessageKey(Jid chat, Jid sender, String id) {
    public MessageKey {
        chat = chat.bare();
        sender = sender.bare();
    }
}
