package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// A message that has passed the server's checks: whom it is for and which ciphertext each device gets.
///
/// @param to the chat as the sender named it
/// @param chat whose chat that is; the sender's own account for messages between own devices
/// @param copies the devices that exist of those the sender named
/// @param isFanOut whether the sender named devices, rather than sending one ciphertext to `to` alone
record MessagePlan(Jid to, Account chat, List<Copy> copies, boolean isFanOut, Optional<Node> deviceIdentity) {
    record Copy(Device device, Node enc) {
        boolean startsSession() {
            return enc.hasAttr("type", "pkmsg");
        }
    }
}
