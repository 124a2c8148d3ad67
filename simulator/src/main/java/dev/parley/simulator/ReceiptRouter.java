package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;
import java.util.Set;

/// Passes receipts on (protocol notes, messaging 10.7). What says something about a message goes to all devices
/// of its sender, what asks for something or concerns own devices goes to the one named. Guarded by the
/// directory's lock.
final class ReceiptRouter {
    private static final Set<String> FOR_ONE_DEVICE =
            Set.of("retry", "enc_rekey_retry", "sender", "peer_msg", "hist_sync", "server-error");
    private static final Set<String> OWN_DEVICES_ONLY = Set.of("read-self", "played-self");
    private static final Set<String> SHOWN_TO_SIBLINGS = Set.of("read", "played");

    private final Directory directory;
    private final Postman postman;
    private final ServerClock clock;

    ReceiptRouter(Directory directory, Postman postman, ServerClock clock) {
        this.directory = directory;
        this.postman = postman;
        this.clock = clock;
    }

    /// The ack for the device that sent the receipt.
    Node accept(Device reader, Node receipt) {
        long t = clock.stamp();
        receipt.jid("to").ifPresent(to -> {
            if (to.isPerson()) {
                route(reader, receipt, to, t);
            } else {
                routeToAuthor(reader, receipt, to, t);
            }
        });
        return Node.of("ack")
                .attr("class", "receipt")
                .attrIfPresent("id", receipt.attr("id"))
                .attrIfPresent("from", receipt.jid("to"))
                .attrIfPresent("type", receipt.attr("type"))
                .attrIfPresent("participant", receipt.jid("participant"))
                .attr("t", t)
                .build();
    }

    private void route(Device reader, Node receipt, Jid to, long t) {
        String type = receipt.attrOrEmpty("type");
        Node forwarded = forwarded(reader, receipt, to, t).build();
        if (FOR_ONE_DEVICE.contains(type)) {
            directory
                    .device(to)
                    .filter(device -> device != reader)
                    .ifPresent(device -> postman.post(device, forwarded));
            return;
        }
        if (!OWN_DEVICES_ONLY.contains(type)) {
            directory
                    .account(to)
                    .filter(account -> account != reader.account())
                    .ifPresent(account -> account.devices().forEach(device -> postman.post(device, forwarded)));
        }
        if (OWN_DEVICES_ONLY.contains(type) || SHOWN_TO_SIBLINGS.contains(type)) {
            Node own = forwarded(reader, receipt, to, t)
                    .attr("recipient", to.bare())
                    .build();
            reader.account().devices().stream()
                    .filter(device -> device != reader)
                    .forEach(device -> postman.post(device, own));
        }
    }

    /// About what was sent to many: its author learns of it, or the one device that is asked.
    private void routeToAuthor(Device reader, Node receipt, Jid to, long t) {
        Optional<Jid> author = receipt.jid("participant").filter(Jid::isPerson).filter(jid -> reaches(reader, to, jid));
        String type = receipt.attrOrEmpty("type");
        Node forwarded = Nodes.append(
                        Node.of("receipt")
                                .attr("from", to)
                                .attr("participant", reader.lid())
                                .attr("participant_pn", reader.account().pn())
                                .attrIfPresent("id", receipt.attr("id"))
                                .attrIfPresent("type", receipt.attr("type"))
                                .attr("t", t),
                        receipt.children())
                .build();
        if (FOR_ONE_DEVICE.contains(type)) {
            author.flatMap(directory::device)
                    .filter(device -> device != reader)
                    .ifPresent(device -> postman.post(device, forwarded));
        } else {
            author.flatMap(directory::account)
                    .filter(account -> account != reader.account())
                    .ifPresent(account -> account.devices().forEach(device -> postman.post(device, forwarded)));
        }
    }

    /// Only members of a group hear of each other there.
    private boolean reaches(Device reader, Jid to, Jid author) {
        Optional<Account> account = directory.account(author);
        return to.isGroup()
                ? directory
                        .group(to)
                        .filter(group -> group.members().contains(reader.account())
                                && account.filter(group.members()::contains).isPresent())
                        .isPresent()
                : to.server().equals(Jid.BROADCAST_SERVER) && account.isPresent();
    }

    /// From the reader, in the namespace that the receipt used, with everything that it holds.
    private static Node.Builder forwarded(Device reader, Node receipt, Jid to, long t) {
        Node.Builder forwarded = Node.of("receipt")
                .attr("from", reader.on(to.server()))
                .attrIfPresent("id", receipt.attr("id"))
                .attrIfPresent("type", receipt.attr("type"))
                .attrIfPresent("recipient", receipt.jid("recipient"))
                .attr("t", t);
        return Nodes.append(forwarded, receipt.children());
    }
}
