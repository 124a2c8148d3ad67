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
    private final Faults faults;

    UsyncIq(Directory directory, Faults faults) {
        this.directory = directory;
        this.faults = faults;
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
                .children(protocols.stream().map(node -> outcome(node.tag())).toList());
        Node.Builder list = Nodes.append(
                Node.of("list"),
                users.stream()
                        .map(user -> answer(caller.account(), user, protocols))
                        .toList());
        return IqAnswer.of(Node.of("usync")
                .attrIfPresent("sid", usync.attr("sid"))
                .attrIfPresent("mode", usync.attr("mode"))
                .attrIfPresent("context", usync.attr("context"))
                .attrIfPresent("index", usync.attr("index"))
                .attrIfPresent("last", usync.attr("last"))
                .child(result)
                .child(list));
    }

    /// How the protocol went as a whole.
    private Node outcome(String protocol) {
        Node.Builder outcome = Node.of(protocol);
        faults.usyncError(protocol)
                .ifPresent(error -> outcome.child(Node.of("error")
                        .attr("code", error.code())
                        .attr("text", "injected")
                        .attr("backoff", error.backoff().toSeconds())));
        return outcome.build();
    }

    private Node answer(Account viewer, Node user, List<Node> protocols) {
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
            if (faults.usyncError(protocol.tag()).isPresent()) {
                continue;
            }
            answer(viewer, protocol.tag(), asked, account, contact).ifPresent(answered::child);
        }
        return answered.build();
    }

    private static Optional<Node.Builder> answer(
            Account viewer, String protocol, Optional<Jid> asked, Optional<Account> account, Optional<String> contact) {
        return switch (protocol) {
            case "devices" -> account.map(UsyncIq::devices);
            case "contact" -> Optional.of(contact(asked, account, contact));
            case "lid" ->
                account.filter(_ -> asked.filter(Jid::isLid).isEmpty())
                        .map(found -> Node.of("lid").attr("val", found.lid()));
            case "status" -> account.map(found -> about(found, viewer));
            case "picture" ->
                account.filter(found -> ProfileDesk.maySee(found, viewer, "profile"))
                        .flatMap(found -> found.profile().picture())
                        .map(picture -> Node.of("picture").attr("id", picture.id()));
            case "business" ->
                account.flatMap(found -> found.profile().business())
                        .map(business -> Node.of("business").child(ProfileDesk.verifiedName(business.certificate())));
            case "disappearing_mode" ->
                account.map(found -> timer(found.profile().timer()));
            default -> Optional.empty();
        };
    }

    private static Node.Builder about(Account account, Account viewer) {
        Profile profile = account.profile();
        return ProfileDesk.maySee(account, viewer, "status")
                ? Node.of("status").attr("t", profile.aboutSince()).content(Bytes.utf8(profile.about()))
                : Node.of("status").attr("code", 401);
    }

    private static Node.Builder timer(Profile.Timer timer) {
        return Node.of("disappearing_mode").attr("duration", timer.seconds()).attr("t", timer.since());
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
