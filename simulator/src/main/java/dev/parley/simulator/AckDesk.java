package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.Optional;

/// What devices acknowledge, and so clear from their queue (protocol notes, messaging 5.6 and 10.6).
/// Guarded by the directory's lock.
final class AckDesk {

    /// An `<ack>` of the client. One that WhatsApp would not accept ends the stream: the type `delivery`, which
    /// no stanza has, or a copy of an own message without its `recipient`.
    void acked(DeviceSession session, Node ack) {
        Optional<Delivery> named = session.device().queue().withId(ack.attrOrEmpty("id")).stream()
                .filter(delivery -> delivery.isNamedBy(ack))
                .findFirst();
        if (ack.hasAttr("type", "delivery")
                || named.filter(delivery -> lacksRecipient(ack, delivery)).isPresent()) {
            session.close(StreamErrors.badAck(ack));
            return;
        }
        named.filter(delivery -> clears(ack, delivery))
                .ifPresent(session.device().queue()::clear);
    }

    /// A `<receipt>` of the client, with all ids it carries.
    void received(DeviceSession session, Node receipt) {
        DeliveryQueue queue = session.device().queue();
        for (String id : ReceiptIds.of(receipt)) {
            queue.clearWhere(id, delivery -> delivery.isClearedBy(receipt, session.account()));
        }
    }

    private static boolean lacksRecipient(Node ack, Delivery delivery) {
        return delivery.isOwnFanOut()
                && !ack.jid("recipient").equals(delivery.stanza().jid("recipient"));
    }

    /// A plain ack does not clear the copy of an own message: that takes the receipt of type `sender`. A nack
    /// does, for ever.
    private static boolean clears(Node ack, Delivery delivery) {
        return !delivery.isOwnFanOut() || ack.attr("error").isPresent();
    }
}
