package dev.parley.simulator;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.PreKeyBundle.OneTimePreKey;
import dev.parley.whatsapp.wire.Node;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a device asks about its own keys, `xmlns=encrypt`: upload, count, digest, rotation (protocol notes,
/// messaging 1.9 and 10.3). Fetching other devices' keys is [PreKeyBundles]'s.
final class PreKeyIqs implements IqHandler {
    private static final int LARGEST_POOL = 10_000;

    private final PreKeyBundles bundles;

    PreKeyIqs(PreKeyBundles bundles) {
        this.bundles = bundles;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (iq.hasAttr("type", "set")) {
            return iq.child("rotate")
                    .map(rotate -> rotate(caller.device(), rotate))
                    .orElseGet(() -> upload(caller.device(), iq));
        }
        Node question = iq.children().stream().findFirst().orElseThrow(Refusal::badRequest);
        return switch (question.tag()) {
            case "count" ->
                IqAnswer.of(
                        Node.of("count").attr("value", caller.device().preKeys().size()));
            case "digest" -> IqAnswer.of(digest(caller.device()));
            case "key" -> bundles.answerKey(caller.device(), question);
            case "key_fetch" -> bundles.answerKeyFetch(caller.device(), question);
            case "identity" -> bundles.answerIdentity(question);
            default -> throw Refusal.badRequest();
        };
    }

    private static IqAnswer upload(Device device, Node iq) {
        int registrationId = KeyNodes.readRegistration(iq);
        if (!KeyNodes.readIdentity(iq).equals(device.identity())) {
            throw Refusal.notAcceptable();
        }
        PublishedSignedPreKey signed = KeyNodes.readSignedKey(iq, device.identity());
        List<OneTimePreKey> keys = iq.child("list").orElseThrow(Refusal::notAcceptable).children("key").stream()
                .map(KeyNodes::readKey)
                .toList();
        List<OneTimePreKey> fresh = withoutRepeated(device, keys);
        device.uploaded(registrationId, signed);
        device.preKeys().addAll(fresh);
        return IqAnswer.EMPTY;
    }

    /// Keys that are in the pool already are left out: a client that missed the result sends the same upload
    /// again. The same id with another key is refused.
    private static List<OneTimePreKey> withoutRepeated(Device device, List<OneTimePreKey> keys) {
        Set<OneTimePreKey> known = new HashSet<>(device.preKeys().all());
        Set<Integer> ids = new HashSet<>();
        known.forEach(key -> ids.add(key.id()));
        List<OneTimePreKey> fresh =
                keys.stream().filter(key -> !known.contains(key)).toList();
        boolean unique = fresh.stream().allMatch(key -> ids.add(key.id()));
        if (keys.isEmpty() || !unique || ids.size() > LARGEST_POOL) {
            throw Refusal.notAcceptable();
        }
        return fresh;
    }

    private static IqAnswer rotate(Device device, Node rotate) {
        device.rotate(KeyNodes.readSignedKey(rotate, device.identity()));
        return IqAnswer.EMPTY;
    }

    private static Node digest(Device device) {
        if (!device.hasUploaded()) {
            throw Refusal.notFound();
        }
        List<OneTimePreKey> keys = device.preKeys().all();
        Node.Builder list = Nodes.append(
                Node.of("list"), keys.stream().map(key -> KeyNodes.id(key.id())).toList());
        return Node.of("digest")
                .child(KeyNodes.registration(device.registrationId()))
                .child(KeyNodes.type())
                .child(KeyNodes.identity(device.identity()))
                .child(KeyNodes.skey(device.signedPreKey()))
                .child(list)
                .child(Node.of("hash").content(hash(device.identity(), device.signedPreKey(), keys)))
                .build();
    }

    private static byte[] hash(PublicKey identity, PublishedSignedPreKey signed, List<OneTimePreKey> keys) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(identity.bytes());
        all.writeBytes(signed.key().bytes());
        all.writeBytes(signed.signature().bytes());
        keys.forEach(key -> all.writeBytes(key.key().bytes()));
        try {
            return MessageDigest.getInstance("SHA-1").digest(all.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
