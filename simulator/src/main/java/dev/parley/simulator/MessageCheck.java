package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the server demands of an outgoing message before it takes it (protocol notes, messaging 3.2 and 10.5):
/// one namespace in the whole stanza, no device twice, and the shape of its schema. Guarded by the directory's
/// lock.
final class MessageCheck {
    private final Directory directory;

    MessageCheck(Directory directory) {
        this.directory = directory;
    }

    /// @throws Refusal with the code for the `error` of the ack
    MessagePlan plan(Device sender, Node message) {
        Jid to = message.jid("to").orElseThrow(Refusal::badRequest);
        if (message.attr("type").isEmpty()) {
            throw Refusal.badRequest();
        }
        if (!to.isPerson()) {
            throw Refusal.notFound();
        }
        Account chat = directory.account(to).orElseThrow(Refusal::notFound);
        refusePeerMessageOutOfSchema(sender, message, chat);
        refuseMediaWithoutItsType(message);
        Optional<Node> identity = message.child("device-identity");
        if (identity.isPresent()
                && identity.flatMap(Node::bytes).flatMap(AdvVerifier::parse).isEmpty()) {
            throw schemaViolation();
        }
        Optional<Node> participants = message.child("participants");
        List<MessagePlan.Copy> copies = participants.isPresent()
                ? fanOut(sender, chat, to, participants.get())
                : List.of(new MessagePlan.Copy(directory.device(to).orElseThrow(Refusal::notFound), enc(message)));
        return new MessagePlan(to, chat, copies, participants.isPresent(), identity);
    }

    private static void refusePeerMessageOutOfSchema(Device sender, Node message, Account chat) {
        if (message.hasAttr("category", "peer")) {
            boolean toOther = chat != sender.account();
            if (toOther
                    || message.child("tctoken").isPresent()
                    || message.child("participants").isPresent()) {
                throw schemaViolation();
            }
        }
    }

    /// A message of type `media` says in each `enc` which; business cards say it in `biz`.
    private static void refuseMediaWithoutItsType(Node message) {
        Stream<Node> encs = Stream.concat(
                message.children("enc").stream(),
                message.child("participants").stream()
                        .flatMap(participants -> participants.children("to").stream())
                        .flatMap(to -> to.children("enc").stream()));
        if (message.hasAttr("type", "media")
                && message.child("biz").isEmpty()
                && encs.anyMatch(enc -> enc.attr("mediatype").isEmpty())) {
            throw schemaViolation();
        }
    }

    private List<MessagePlan.Copy> fanOut(Device sender, Account chat, Jid to, Node participants) {
        List<MessagePlan.Copy> copies = new ArrayList<>();
        Set<Device> seen = new HashSet<>();
        List<Node> targets = participants.children("to");
        if (targets.isEmpty() || to.device() != 0) {
            throw schemaViolation();
        }
        for (Node target : targets) {
            Jid jid = target.jid("jid").orElseThrow(MessageCheck::schemaViolation);
            Account owner = directory.account(jid).orElseThrow(Refusal::badRequest);
            if (!jid.server().equals(to.server()) || (owner != chat && owner != sender.account())) {
                throw Refusal.badRequest();
            }
            Node enc = enc(target);
            Optional<Device> device = owner.device(jid.device());
            if (device.isPresent() && !seen.add(device.get())) {
                throw Refusal.badRequest();
            }
            device.filter(found -> found != sender).ifPresent(found -> copies.add(new MessagePlan.Copy(found, enc)));
        }
        return copies;
    }

    private static Node enc(Node parent) {
        List<Node> encs = parent.children("enc");
        if (encs.size() != 1) {
            throw schemaViolation();
        }
        Node enc = encs.getFirst();
        String type = enc.attrOrEmpty("type");
        boolean known = type.equals("msg") || type.equals("pkmsg");
        if (!known
                || !enc.hasAttr("v", "2")
                || enc.bytes().filter(Bytes::isEmpty).isPresent()
                || enc.bytes().isEmpty()) {
            throw schemaViolation();
        }
        return enc;
    }

    private static Refusal schemaViolation() {
        return Refusal.of(Refusal.SCHEMA, "smax-invalid");
    }
}
