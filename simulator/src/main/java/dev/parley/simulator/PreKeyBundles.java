package dev.parley.simulator;

import dev.parley.whatsapp.signal.PreKeyBundle;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Hands out the keys of devices: each one-time key once, oldest first, then bundles without one, and a
/// notification to the owner when its stock runs low (protocol notes, messaging 10.3). Guarded by the directory's
/// lock.
final class PreKeyBundles {
    private static final int LARGEST_REQUEST = 1000;

    private final Directory directory;
    private final Postman postman;
    private final Notices notices;
    private final int lowStock;

    PreKeyBundles(Directory directory, Postman postman, Notices notices, int lowStock) {
        this.directory = directory;
        this.postman = postman;
        this.notices = notices;
        this.lowStock = lowStock;
    }

    /// The keys of one device for a new session with it.
    PreKeyBundle take(Device device) {
        Optional<OneTimePreKey> oneTime = device.preKeys().take();
        if (device.preKeys().size() < lowStock && device.announceLowStock()) {
            postman.post(device, notices.lowStock(device.preKeys().size()));
        }
        PublishedSignedPreKey signed = device.signedPreKey();
        return new PreKeyBundle(
                device.registrationId(), device.identity(), signed.id(), signed.key(), signed.signature(), oneTime);
    }

    IqAnswer answerKey(Device caller, Node request) {
        return answer(request, jid -> directory.device(jid).map(device -> bundle(caller, device)));
    }

    IqAnswer answerIdentity(Node request) {
        return answer(
                request,
                jid -> directory
                        .device(jid)
                        .map(device -> List.of(KeyNodes.type(), KeyNodes.identity(device.identity()))));
    }

    /// The form for retries: devices inside users, each with the registration id that the asker knows.
    IqAnswer answerKeyFetch(Device caller, Node request) {
        Node.Builder list = Node.of("list");
        for (Node user : users(request)) {
            Jid jid = user.jid("jid").orElseThrow(Refusal::badRequest);
            Node.Builder answered = Node.of("user").attr("jid", jid);
            for (Node asked : user.children("device")) {
                int number = Math.toIntExact(Math.clamp(asked.number("id").orElse(0), 0, 0xFFFF));
                Node.Builder device = Node.of("device").attr("id", number);
                answered.child(directory
                        .device(jid.withDevice(number))
                        .map(found -> device.children(bundle(caller, found)))
                        .orElseGet(() -> device.child(unregistered())));
            }
            list.child(answered);
        }
        return IqAnswer.of(list);
    }

    private IqAnswer answer(Node request, Function<Jid, Optional<List<Node>>> keys) {
        Node.Builder list = Node.of("list");
        boolean anyFound = false;
        for (Node user : users(request)) {
            Jid jid = user.jid("jid").orElseThrow(Refusal::badRequest);
            Optional<List<Node>> found = keys.apply(jid);
            anyFound |= found.isPresent();
            Node.Builder answered = Node.of("user").attr("jid", jid);
            list.child(found.map(answered::children).orElseGet(() -> answered.child(unregistered())));
        }
        if (!anyFound) {
            throw Refusal.notAcceptable();
        }
        return IqAnswer.of(list);
    }

    private static List<Node> users(Node request) {
        List<Node> users = request.children("user");
        if (users.isEmpty() || users.size() > LARGEST_REQUEST) {
            throw Refusal.badRequest();
        }
        return users;
    }

    private List<Node> bundle(Device caller, Device device) {
        PreKeyBundle bundle = take(device);
        Node.Builder nodes = Node.of("user")
                .child(KeyNodes.registration(bundle.registrationId()))
                .child(KeyNodes.type())
                .child(KeyNodes.identity(bundle.identityKey()));
        bundle.oneTimePreKey().ifPresent(key -> nodes.child(KeyNodes.key(key)));
        nodes.child(KeyNodes.skey(device.signedPreKey()));
        device.companion()
                .ifPresent(companion -> nodes.child(Node.of("device-identity")
                        .content(identityFor(caller.account(), device.account(), companion.identity()))));
        return nodes.build().children();
    }

    private static Bytes identityFor(Account reader, Account owner, Bytes identity) {
        return reader == owner ? identity : AdvVerifier.withoutAccountKey(identity);
    }

    private static Node unregistered() {
        return Node.of("error").attr("code", 406).attr("text", "not-acceptable").build();
    }
}
