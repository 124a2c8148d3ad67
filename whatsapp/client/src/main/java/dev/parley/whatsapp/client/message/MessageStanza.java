package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A `message` stanza with its addressing understood (messaging.md section 3.4).
///
/// @param from the device or group that the server names; receipts and acks go there verbatim
/// @param chat the person, group or list it belongs to, without device, as addressed here
/// @param chatAlias the chat's other name, if the stanza tells it
/// @param sender the device that sent it
/// @param peer a control message between devices of the own account
record MessageStanza(
        Node node,
        String id,
        Jid from,
        Jid chat,
        Optional<Jid> chatAlias,
        Jid sender,
        boolean fromMe,
        boolean peer,
        Instant timestamp) {
    /// Empty when the stanza lacks what every message has.
    static Optional<MessageStanza> parse(Node node, Account account) {
        Optional<Jid> from = node.jid("from");
        String id = node.attrOrEmpty("id");
        if (from.isEmpty() || id.isEmpty() || node.time("t").isEmpty()) {
            return Optional.empty();
        }
        Instant timestamp = node.time("t").get();
        boolean peer = node.hasAttr("category", "peer");
        // Hosted devices of a business write in its plain chat (messaging.md section 2.5).
        Jid addressed = from.get().unhosted();
        if (!addressed.isPerson()) {
            Jid sender = node.jid("participant").orElse(from.get()).unhosted();
            return Optional.of(new MessageStanza(
                    node,
                    id,
                    from.get(),
                    from.get(),
                    Optional.empty(),
                    sender,
                    account.owns(sender),
                    false,
                    timestamp));
        }
        boolean fromMe = account.owns(addressed);
        Jid chat = fromMe ? node.jid("recipient").map(Jid::unhosted).orElse(addressed) : addressed;
        return Optional.of(new MessageStanza(
                node,
                id,
                from.get(),
                chat.bare(),
                alias(node, chat, fromMe).map(Jid::bare),
                addressed,
                fromMe,
                peer && fromMe,
                timestamp));
    }

    /// `sender_*` describes whoever sent the message: with one from an own device that is the owner, not the
    /// chat.
    private static Optional<Jid> alias(Node node, Jid chat, boolean fromMe) {
        String prefix = fromMe ? "peer_recipient_" : "sender_";
        return node.jid(prefix + (chat.isLid() ? "pn" : "lid")).filter(Jid::isPerson);
    }

    boolean isDirect() {
        return chat.isPerson();
    }

    /// Whether somebody sent this to several people, of whom each sees it in the chat with its sender.
    boolean isFromBroadcastList() {
        return from.server().equals(Jid.BROADCAST_SERVER) && !from.equals(Jid.STATUS_BROADCAST) && !fromMe;
    }

    /// The same in the chat with its sender.
    MessageStanza inDirectChat() {
        return new MessageStanza(node, id, from, sender.bare(), Optional.empty(), sender, fromMe, peer, timestamp);
    }

    boolean isOffline() {
        return node.attrs().containsKey("offline");
    }

    List<Node> encs() {
        return node.children("enc");
    }

    /// Whether the sender asked that nothing be shown when this cannot be decrypted.
    boolean isHiddenOnFailure() {
        return encs().stream().anyMatch(enc -> enc.hasAttr("decrypt-fail", "hide"));
    }

    Optional<String> pushName() {
        return node.attr("notify").filter(name -> !name.isBlank() && !name.equals("-"));
    }
}
