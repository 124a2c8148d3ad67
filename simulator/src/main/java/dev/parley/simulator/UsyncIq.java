package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Looks people up, `xmlns=usync` (protocol notes, messaging 2.1): each `<user>` is answered under the name that
/// it was asked by, with one node for each protocol of the query that has something to say.
final class UsyncIq implements IqHandler {
    private static final int LARGEST_REQUEST = 1000;
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern LEGACY_JID = Pattern.compile("([1-9][0-9]{6,14})@c\\.us");

    private final Directory directory;

    UsyncIq(Directory directory) {
        this.directory = directory;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        Node usync = iq.child("usync").orElseThrow(Refusal::badRequest);
        List<Node> protocols = usync.child("query")
                .map(Node::children)
                .filter(nodes -> !nodes.isEmpty())
                .orElseThrow(Refusal::badRequest);
        List<Node> users = usync.child("list").orElseThrow(Refusal::badRequest).children("user");
        if (users.size() > LARGEST_REQUEST) {
            throw Refusal.badRequest();
        }
        Node.Builder result = Node.of("result")
                .children(protocols.stream()
                        .map(node -> Node.of(node.tag()).build())
                        .toList());
        Node.Builder list = Nodes.append(
                Node.of("list"),
                users.stream().map(user -> answer(user, protocols)).toList());
        return IqAnswer.of(Node.of("usync")
                .attrIfPresent("sid", usync.attr("sid"))
                .attrIfPresent("mode", usync.attr("mode"))
                .attrIfPresent("context", usync.attr("context"))
                .attrIfPresent("index", usync.attr("index"))
                .attrIfPresent("last", usync.attr("last"))
                .child(result)
                .child(list));
    }

    private Node answer(Node user, List<Node> protocols) {
        Optional<Jid> asked = user.jid("jid").map(Jid::bare);
        Optional<String> contact = user.child("contact").flatMap(Node::text);
        Optional<Account> account = asked.isPresent()
                ? asked.flatMap(directory::account)
                : contact.flatMap(UsyncIq::phone).flatMap(directory::byPhone);
        Node.Builder answered = Node.of("user");
        asked.or(() -> account.map(Account::pn))
                .or(() -> contact.flatMap(UsyncIq::phone).map(Jid::pn))
                .ifPresentOrElse(jid -> answered.attr("jid", jid), () -> answered.attr("jid", "undefined"));
        for (Node protocol : protocols) {
            answer(protocol.tag(), asked, account, contact).ifPresent(answered::child);
        }
        return answered.build();
    }

    private static Optional<Node.Builder> answer(
            String protocol, Optional<Jid> asked, Optional<Account> account, Optional<String> contact) {
        return switch (protocol) {
            case "devices" -> account.map(UsyncIq::devices);
            case "contact" -> Optional.of(contact(asked, account, contact));
            case "lid" ->
                account.filter(_ -> asked.filter(Jid::isLid).isEmpty())
                        .map(found -> Node.of("lid").attr("val", found.lid()));
            case "status" -> account.map(_ -> Node.of("status").attr("t", 0).content(Bytes.EMPTY));
            case "disappearing_mode" ->
                account.map(
                        _ -> Node.of("disappearing_mode").attr("duration", 0).attr("t", 0));
            default -> Optional.empty();
        };
    }

    private static Node.Builder devices(Account account) {
        Node.Builder list = Node.of("device-list");
        account.devices().forEach(device -> list.child(deviceNode(device)));
        Node.Builder devices = Node.of("devices").child(list);
        Account.KeyIndexes indexes = account.keyIndexes();
        if (!indexes.signed().isEmpty()) {
            devices.child(DeviceListNotices.keyIndexList(indexes));
        }
        return devices;
    }

    private static Node.Builder deviceNode(Device device) {
        return Node.of("device")
                .attr("id", device.number())
                .attrIfPresent("key-index", device.companion().map(Device.Companion::keyIndex));
    }

    private static Node.Builder contact(Optional<Jid> asked, Optional<Account> account, Optional<String> contact) {
        boolean valid = asked.isPresent() || contact.flatMap(UsyncIq::phone).isPresent();
        String type = account.isPresent() ? "in" : valid ? "out" : "invalid";
        return Node.of("contact").attr("type", type).content(Bytes.utf8(contact.orElse("")));
    }

    /// The digits of a number in international form; a bare number would be one of the asker's own country.
    private static Optional<String> phone(String text) {
        if (E164.matcher(text).matches()) {
            return Optional.of(text.substring(1));
        }
        var legacy = LEGACY_JID.matcher(text);
        return legacy.matches() ? Optional.of(legacy.group(1)) : Optional.empty();
    }
}
