package dev.parley.bridge.chats;

import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// A conversation with one person, as it is stored.
///
/// @param key the row's
/// @param name the person's best name, if they have one
/// @param markedUnread the owner wants to see it as unread, whatever was read
public record Chat(
        long key,
        Optional<String> pn,
        Optional<String> lid,
        int unreadCount,
        Optional<String> name,
        boolean archived,
        boolean markedUnread) {
    /// The name of this chat outside: the phone number as soon as it is known.
    public String id() {
        return pn.or(() -> lid).orElseThrow();
    }

    /// Where to send to.
    public Jid address() {
        return Jid.parse(id()).orElseThrow();
    }
}
