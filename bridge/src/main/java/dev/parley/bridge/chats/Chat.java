package dev.parley.bridge.chats;

import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// A conversation with one person, as it is stored.
///
/// @param key the row's
public record Chat(long key, Optional<String> pn, Optional<String> lid, int unreadCount) {
    /// The name of this chat outside: the phone number as soon as it is known.
    public String id() {
        return pn.or(() -> lid).orElseThrow();
    }

    /// Where to send to.
    public Jid address() {
        return Jid.parse(id()).orElseThrow();
    }
}
