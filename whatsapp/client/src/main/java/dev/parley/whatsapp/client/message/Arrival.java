package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.Optional;

/// Where a readable message of a direct chat comes from, whichever way it came. Internal to the engine.
///
/// @param person the other side of the chat
/// @param senderDevice as WhatsApp addressed it
/// @param fromMe written by this account
public record Arrival(
        String id,
        Person person,
        Jid senderDevice,
        boolean fromMe,
        Instant timestamp,
        Optional<String> pushName,
        boolean offline) {
    Chat chat() {
        return new Chat.Direct(person);
    }

    MessageKey key(Account account) {
        return key(id, fromMe, account);
    }

    /// The message that this one is about.
    ///
    /// @param key written from the viewpoint of whoever sent this one
    MessageKey target(dev.parley.whatsapp.proto.MessageKey key, Account account) {
        return key(key.getId(), targetFromMe(key), account);
    }

    boolean targetFromMe(dev.parley.whatsapp.proto.MessageKey key) {
        return key.getFromMe() == fromMe;
    }

    private MessageKey key(String id, boolean byMe, Account account) {
        Jid chat = person.preferred();
        return new MessageKey(chat, byMe ? account.pn() : chat, id);
    }
}
