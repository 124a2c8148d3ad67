package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes a message from a device, acknowledges it, and queues the copies (protocol notes, messaging 10.5).
/// Guarded by the directory's lock.
final class MessageRouter {
    /// What the server passes on beside the ciphertext.
    private static final Set<String> PASSED_ON = Set.of("meta", "biz", "bot", "reporting");

    private final MessageCheck check;
    private final GroupRouter groups;
    private final RestrictionDesk restrictions;
    private final FaultyMail mail;
    private final ServerClock clock;

    MessageRouter(
            MessageCheck check, GroupRouter groups, RestrictionDesk restrictions, FaultyMail mail, ServerClock clock) {
        this.check = check;
        this.groups = groups;
        this.restrictions = restrictions;
        this.mail = mail;
        this.clock = clock;
    }

    /// The ack for the sender. A message that was accepted before gets the same ack and goes nowhere.
    Node accept(Device sender, Node message) {
        String key = dedupKey(message);
        Optional<Node> known = sender.accepted().ack(key);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            if (message.jid("to").filter(to -> !to.isPerson()).isPresent()) {
                Node ack = groups.deliver(sender, message);
                sender.accepted().add(key, ack);
                return ack;
            }
            MessagePlan plan = check.plan(sender, message);
            restrictions.check(sender, message, plan);
            if (plan.copies().stream().anyMatch(copy -> copy.device().queue().isFull())) {
                throw Refusal.unavailable();
            }
            Node ack = deliver(sender, message, plan);
            sender.accepted().add(key, ack);
            return ack;
        } catch (Refusal refusal) {
            return refused(message, refusal.code());
        }
    }

    /// The ack for a message that nobody gets.
    Node refused(Node message, int code) {
        return ack(message, clock.stamp()).attr("error", code).build();
    }

    /// Tells a companion of a message, with `unavailable` in place of its content (protocol notes, messaging 5.5).
    void withhold(Device sender, Node message, Account chat, Device companion, Node unavailable) {
        MessagePlan.Copy copy = new MessagePlan.Copy(companion, unavailable);
        MessagePlan plan =
                new MessagePlan(message.jid("to").orElseThrow(), chat, List.of(copy), true, Optional.empty());
        mail.deliver(companion, stanza(sender, message, plan, copy, clock.stamp()));
    }

    /// A resend for one device has the id of the original but is a delivery of its own.
    private static String dedupKey(Node message) {
        String id = message.attrOrEmpty("id");
        return message.child("enc")
                .map(enc -> id + " " + message.attrOrEmpty("to") + " " + message.attrOrEmpty("participant") + " "
                        + enc.attrOrEmpty("count"))
                .orElse(id);
    }

    private Node deliver(Device sender, Node message, MessagePlan plan) {
        long t = clock.stamp();
        sender.account().met(plan.chat());
        for (MessagePlan.Copy copy : plan.copies()) {
            boolean blocked = copy.device().account().blocked().contains(sender.account());
            if (!blocked) {
                mail.deliver(copy.device(), stanza(sender, message, plan, copy, t));
            }
        }
        return ack(message, t)
                .attr("addressing_mode", mode(plan.to()))
                .attrIfPresent("phash", differingHash(sender, plan))
                .build();
    }

    private static Node.Builder ack(Node message, long t) {
        return Node.of("ack")
                .attr("class", "message")
                .attrIfPresent("id", message.attr("id"))
                .attrIfPresent("from", message.jid("to"))
                .attr("t", t);
    }

    private static Node stanza(Device sender, Node message, MessagePlan plan, MessagePlan.Copy copy, long t) {
        String server = plan.to().server();
        Node.Builder stanza = Node.of("message")
                .attr("from", sender.on(server))
                .attrIfPresent("id", message.attr("id"))
                .attrIfPresent("type", message.attr("type"))
                .attr("t", t)
                .attr("notify", sender.account().pushName())
                .attr("addressing_mode", mode(plan.to()))
                .attrIfPresent("edit", message.attr("edit"))
                .attrIfPresent("category", message.attr("category"));
        if (copy.device().account() == sender.account()) {
            nameTheChat(stanza, message, plan);
        } else {
            stanza.attr(altName("sender", server), sender.account().otherThan(server));
        }
        stanza.child(copy.enc());
        identityFor(copy, sender, plan).ifPresent(stanza::child);
        message.children().stream()
                .filter(child -> PASSED_ON.contains(child.tag()))
                .forEach(stanza::child);
        return stanza.build();
    }

    /// A copy for an own device says whose chat it belongs to; a resend to one device carries that in its
    /// `recipient`.
    private static void nameTheChat(Node.Builder stanza, Node message, MessagePlan plan) {
        String server = plan.to().server();
        if (plan.isFanOut()) {
            stanza.attr("recipient", plan.to());
            stanza.attr(altName("peer_recipient", server), plan.chat().otherThan(server));
        } else {
            stanza.attrIfPresent("recipient", message.jid("recipient").map(Jid::bare));
        }
    }

    private static String altName(String prefix, String server) {
        return prefix + (server.equals(Jid.LID_SERVER) ? "_pn" : "_lid");
    }

    private static Optional<Node> identityFor(MessagePlan.Copy copy, Device sender, MessagePlan plan) {
        Optional<Node> identity = plan.deviceIdentity().filter(_ -> copy.startsSession());
        return copy.device().account() == sender.account() ? identity : identity.map(MessageRouter::stripped);
    }

    private static Node stripped(Node identity) {
        return identity.bytes()
                .map(bytes -> identity.toBuilder()
                        .content(AdvVerifier.withoutAccountKey(bytes))
                        .build())
                .orElse(identity);
    }

    private static String mode(Jid to) {
        return to.isLid() ? "lid" : "pn";
    }

    /// The hash of the devices that the message should have gone to, when the sender named others.
    private static Optional<String> differingHash(Device sender, MessagePlan plan) {
        if (!plan.isFanOut()) {
            return Optional.empty();
        }
        Set<Device> expected = Stream.of(plan.chat(), sender.account())
                .flatMap(account -> account.devices().stream())
                .filter(device -> device != sender)
                .collect(Collectors.toSet());
        Set<Device> named = plan.copies().stream().map(MessagePlan.Copy::device).collect(Collectors.toSet());
        List<Jid> jids =
                expected.stream().map(device -> device.on(plan.to().server())).toList();
        return expected.equals(named) ? Optional.empty() : Optional.of(ParticipantHash.of(jids));
    }
}
