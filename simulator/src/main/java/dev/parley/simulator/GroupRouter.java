package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes what is sent to many at once, to a group, as status or to a broadcast list, and queues it for every
/// device of every member: the part that is for this device alone, and the part that is for all (protocol notes,
/// messaging 10.5). Guarded by the directory's lock.
final class GroupRouter {
    private static final Set<String> PASSED_ON = Set.of("meta", "biz", "bot", "reporting");

    private final Directory directory;
    private final Postman postman;
    private final Faults faults;
    private final ServerClock clock;
    private volatile boolean topLevelStatus;

    GroupRouter(Directory directory, Postman postman, Faults faults, ServerClock clock) {
        this.directory = directory;
        this.postman = postman;
        this.faults = faults;
        this.clock = clock;
    }

    /// Whether status comes as a stanza of its own, as WhatsApp does it for some since July 2026.
    void topLevelStatus(boolean useIt) {
        topLevelStatus = useIt;
    }

    /// @throws Refusal with the code for the `error` of the ack
    Node deliver(Device sender, Node message) {
        Jid to = message.jid("to").orElseThrow(Refusal::badRequest);
        if (message.attr("type").isEmpty()) {
            throw Refusal.badRequest();
        }
        members(sender, to, Set.of());
        long t = clock.stamp();
        Optional<Node> common = message.children("enc").stream()
                .filter(enc -> enc.hasAttr("type", "skmsg"))
                .findFirst();
        Optional<Jid> participant = message.jid("participant");
        if (participant.isPresent()) {
            resend(sender, message, to, participant.get(), t);
        } else {
            Map<Device, Node> pairwise = pairwise(sender, to, message);
            if (common.isEmpty()
                    || common.flatMap(Node::bytes).filter(Bytes::isEmpty).isPresent()) {
                throw Refusal.of(Refusal.SCHEMA, "smax-invalid");
            }
            Collection<Account> members = members(sender, to, pairwise.keySet());
            if (!pairwise.keySet().stream().allMatch(device -> members.contains(device.account()))) {
                throw Refusal.badRequest();
            }
            for (Account member : members) {
                for (Device device : member.devices()) {
                    if (device != sender) {
                        List<Node> encs = new ArrayList<>();
                        Optional.ofNullable(pairwise.get(device)).ifPresent(encs::add);
                        encs.add(faults.commonPartFirst() ? 0 : encs.size(), common.get());
                        postman.post(device, stanza(sender, message, to, encs, t));
                    }
                }
            }
        }
        return Node.of("ack")
                .attr("class", "message")
                .attrIfPresent("id", message.attr("id"))
                .attr("from", to)
                .attr("t", t)
                .attr("addressing_mode", "lid")
                .build();
    }

    /// Once more for one device that could not read it.
    private void resend(Device sender, Node message, Jid to, Jid participant, long t) {
        Device device = directory.device(participant).orElseThrow(Refusal::notFound);
        members(sender, to, Set.of(device));
        Node enc = message.child("enc").orElseThrow(() -> Refusal.of(Refusal.SCHEMA, "smax-invalid"));
        postman.post(device, stanza(sender, message, to, List.of(enc), t));
    }

    private Map<Device, Node> pairwise(Device sender, Jid to, Node message) {
        Map<Device, Node> pairwise = new HashMap<>();
        List<Node> targets = message.child("participants")
                .map(participants -> participants.children("to"))
                .orElse(List.of());
        for (Node target : targets) {
            Jid jid = target.jid("jid").orElseThrow(Refusal::badRequest);
            if (to.isGroup() && !jid.isLid()) {
                throw Refusal.of(421, "stale-addressing-mode");
            }
            Node enc = target.child("enc").orElseThrow(() -> Refusal.of(Refusal.SCHEMA, "smax-invalid"));
            Optional<Device> device = directory.device(jid).filter(found -> found != sender);
            if (device.isPresent() && pairwise.put(device.get(), enc) != null) {
                throw Refusal.badRequest();
            }
        }
        return pairwise;
    }

    /// Who gets it: the members of the group, those whom the sender knows, or those of the list.
    private Collection<Account> members(Device sender, Jid to, Collection<Device> named) {
        Account account = sender.account();
        if (to.isGroup()) {
            Group group = directory.group(to).orElseThrow(Refusal::notFound);
            if (!group.members().contains(account)) {
                throw Refusal.forbidden();
            }
            return group.members();
        }
        if (!to.server().equals(Jid.BROADCAST_SERVER)) {
            throw Refusal.notFound();
        }
        Set<Account> members = new LinkedHashSet<>();
        members.add(account);
        if (to.equals(Jid.STATUS_BROADCAST)) {
            members.addAll(account.contacts());
        } else {
            named.forEach(device -> members.add(device.account()));
        }
        members.removeIf(member -> member.blocked().contains(account));
        return members;
    }

    private Node stanza(Device sender, Node message, Jid to, List<Node> encs, long t) {
        boolean status = to.equals(Jid.STATUS_BROADCAST) && topLevelStatus;
        Node.Builder stanza = Node.of(status ? "status" : "message")
                .attr("from", to)
                .attrIfPresent("id", message.attr("id"))
                .attrIfPresent("type", message.attr("type"))
                .attr("participant", sender.lid())
                .attr("participant_pn", sender.account().pn())
                .attr("t", t)
                .attr("notify", sender.account().pushName())
                .attr("addressing_mode", "lid")
                .attrIfPresent("edit", message.attr("edit"))
                .children(encs);
        boolean startsSession = encs.stream().anyMatch(enc -> enc.hasAttr("type", "pkmsg"));
        message.child("device-identity").filter(_ -> startsSession).ifPresent(stanza::child);
        message.children().stream()
                .filter(child -> PASSED_ON.contains(child.tag()))
                .forEach(stanza::child);
        return stanza.build();
    }
}
