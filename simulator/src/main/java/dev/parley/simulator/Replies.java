package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;

/// What a device answers to a stanza that was delivered to it (protocol notes, messaging 5.6): everything that
/// names the stanza is echoed as it came.
final class Replies {
    static final int INVALID_PROTOBUF = 491;

    private Replies() {}

    static Node ack(Node stanza) {
        return acking(stanza).build();
    }

    /// Clears the stanza for ever: it makes no sense.
    static Node nack(Node stanza, int error) {
        return acking(stanza).attr("error", error).build();
    }

    /// Clears a message that was decrypted, now or before.
    static Node delivered(Node message) {
        return delivered(message, false);
    }

    /// As [#delivered(Node)].
    ///
    /// @param ownToMany whether the account itself sent it to a group or the like
    static Node delivered(Node message, boolean ownToMany) {
        Node.Builder receipt = Node.of("receipt")
                .attr("id", message.attrOrEmpty("id"))
                .attrIfPresent("to", message.jid("from"))
                .attrIfPresent("participant", message.jid("participant"))
                .attrIfPresent("recipient", message.jid("recipient"));
        if (message.jid("from").equals(Optional.of(Jid.STATUS_BROADCAST))) {
            receipt.attr("context", "status");
        }
        if (message.hasAttr("category", "peer")) {
            receipt.attr("type", "peer_msg");
        } else if (ownToMany || message.attr("recipient").isPresent()) {
            receipt.attr("type", "sender");
        }
        return receipt.build();
    }

    private static Node.Builder acking(Node stanza) {
        Node.Builder ack = Node.of("ack")
                .attr("class", stanza.tag())
                .attr("id", stanza.attrOrEmpty("id"))
                .attrIfPresent("to", stanza.jid("from"))
                .attrIfPresent("participant", stanza.jid("participant"))
                .attrIfPresent("recipient", stanza.jid("recipient"));
        return stanza.tag().equals("message") ? ack : ack.attrIfPresent("type", stanza.attr("type"));
    }
}
