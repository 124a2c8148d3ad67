package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One stanza in a device's queue, kept until the device has cleared it. Guarded by the directory's lock.
final class Delivery {
    private final long sequence;
    private final Node stanza;
    private @Nullable Instant sentAt;

    Delivery(long sequence, Node stanza) {
        this.sequence = sequence;
        this.stanza = stanza;
    }

    long sequence() {
        return sequence;
    }

    Node stanza() {
        return stanza;
    }

    String id() {
        return stanza.attrOrEmpty("id");
    }

    boolean isMessage() {
        return stanza.tag().equals("message") || isStatus();
    }

    /// A copy of what another device of the same account sent.
    boolean isOwnFanOut() {
        return isMessage() && stanza.attr("recipient").isPresent();
    }

    /// Status comes as a message or as a stanza of its own.
    private boolean isStatus() {
        return stanza.tag().equals("status")
                || (stanza.tag().equals("message") && stanza.jid("from").equals(Optional.of(Jid.STATUS_BROADCAST)));
    }

    /// Whether the account itself sent this to many.
    private boolean isOwnToMany(Account account) {
        return stanza.jid("participant")
                .map(Jid::bare)
                .filter(sender -> sender.equals(account.lid()) || sender.equals(account.pn()))
                .isPresent();
    }

    void sent(Instant now) {
        sentAt = now;
    }

    /// When it went out on the present connection.
    Optional<Instant> sentAt() {
        return Optional.ofNullable(sentAt);
    }

    /// Whether a receipt clears this message (protocol notes, messaging 5.6): the kind must be the one for this
    /// sort of message, `to` must be its `from` with the device, and what else names the chat must be echoed.
    boolean isClearedBy(Node receipt, Account account) {
        return isMessage()
                && receiptTypes(account).contains(receipt.attrOrEmpty("type"))
                && (!isStatus() || receipt.hasAttr("context", "status"))
                && receipt.jid("to").equals(stanza.jid("from"))
                && receipt.jid("participant").equals(stanza.jid("participant"))
                && receipt.jid("recipient").map(Jid::bare).equals(stanza.jid("recipient"));
    }

    private Set<String> receiptTypes(Account account) {
        if (isOwnFanOut() || isOwnToMany(account)) {
            return Set.of("sender");
        }
        if (isStatus()) {
            return Set.of("");
        }
        return stanza.hasAttr("category", "peer") ? Set.of("peer_msg") : Set.of("", "inactive");
    }

    /// Whether an ack names this stanza: same class and id, and for what comes from people, same address.
    boolean isNamedBy(Node ack) {
        return ack.hasAttr("class", stanza.tag())
                && ack.jid("to").equals(stanza.jid("from"))
                && (ack.attr("type").isEmpty() || ack.attr("type").equals(stanza.attr("type")))
                && (!isMessage() || ack.jid("participant").equals(stanza.jid("participant")));
    }
}
