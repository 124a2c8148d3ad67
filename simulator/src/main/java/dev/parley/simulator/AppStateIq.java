package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.simulator.AppStateFaults.Kind;
import dev.parley.simulator.appstate.StoredCollection;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.proto.SyncdMutations;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// App state collections, `xmlns=w:sync:app:state`: opaque patches, ordered by version (media-history-appstate.md
/// sections 5.8, 5.9 and 7.4). Guarded by the directory's lock.
final class AppStateIq implements IqHandler {
    private static final int MOST_COLLECTIONS = 5;
    private static final int CONFLICT = 409;
    private static final int MAC_BIT = 1;

    private final Postman postman;
    private final Notices notices;
    private final AppStateBlobs blobs;

    AppStateIq(Postman postman, Notices notices, AppStateBlobs blobs) {
        this.postman = postman;
        this.notices = notices;
        this.blobs = blobs;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        List<Node> asked = iq.child("sync").orElseThrow(Refusal::badRequest).children("collection");
        if (asked.isEmpty() || asked.size() > MOST_COLLECTIONS) {
            throw Refusal.badRequest();
        }
        Node.Builder sync = Node.of("sync");
        for (Node collection : asked) {
            sync.child(exchange(caller.device(), collection));
            if (collection.child("patch").isPresent()
                    && caller.account().appState().faults().take(Kind.CUT_AFTER_UPLOAD)) {
                caller.close(StreamErrors.streamEnd());
            }
        }
        return IqAnswer.of(sync);
    }

    /// What becomes of one `<collection>`, whoever asks.
    Node exchange(Device device, Node asked) {
        Optional<CollectionName> name = CollectionName.of(asked.attrOrEmpty("name"));
        if (name.isEmpty()) {
            return error(asked, Refusal.MALFORMED, "bad-request").build();
        }
        AppStateAccount account = device.account().appState();
        Optional<Integer> fault = isCompanion(device) ? account.faults().takeError() : Optional.empty();
        if (fault.isPresent()) {
            return error(asked, fault.get(), "fault").build();
        }
        StoredCollection stored = account.collection(name.get());
        long base = asked.number("version").orElse(0);
        if (base > stored.version()) {
            return error(asked, 404, "item-not-found").build();
        }
        Optional<Bytes> patch = asked.child("patch").flatMap(Node::bytes);
        return patch.isPresent()
                ? upload(device, asked, name.get(), base, patch.get())
                : download(device, asked, stored, base);
    }

    private Node upload(Device device, Node asked, CollectionName name, long base, Bytes patch) {
        AppStateAccount account = device.account().appState();
        StoredCollection stored = account.collection(name);
        if (!StoredCollection.isPatch(patch.toByteArray())) {
            return error(asked, Refusal.MALFORMED, "bad-request").build();
        }
        boolean outrun = isCompanion(device) && account.faults().take(Kind.CONFLICT);
        if (base != stored.version() || outrun) {
            Node.Builder conflict = error(asked, CONFLICT, "conflict");
            return outrun ? conflict.build() : withPatches(device, conflict, stored, base);
        }
        long version = stored.append(patch.toByteArray());
        device.account().devices().stream()
                .filter(other -> other != device)
                .forEach(other -> postman.post(other, news(name, version)));
        return answer(asked).attr("type", "result").attr("version", version).build();
    }

    /// One collection in each, since Baileys looks at the first only.
    private Node news(CollectionName name, long version) {
        return notices.of("server_sync", Jid.SERVER)
                .child(Node.of("collection").attr("name", name.wireName()).attr("version", version))
                .build();
    }

    private Node download(Device device, Node asked, StoredCollection stored, long base) {
        Node.Builder answer = answer(asked).attr("type", "result").attr("version", stored.version());
        if (asked.hasAttr("return_snapshot", "true")) {
            Optional<Node> snapshot = snapshot(device, stored);
            if (snapshot.isPresent()) {
                return answer.child(snapshot.get()).build();
            }
            return withPatches(device, answer, stored, 0);
        }
        return withPatches(device, answer, stored, base);
    }

    private Optional<Node> snapshot(Device device, StoredCollection stored) {
        if (!device.account().appState().hasSnapshots()) {
            return Optional.empty();
        }
        return stored.snapshot()
                .flatMap(blobs::publish)
                .map(reference ->
                        Node.of("snapshot").content(reference.toByteArray()).build());
    }

    private Node withPatches(Device device, Node.Builder answer, StoredCollection stored, long base) {
        AppStateFaults faults = device.account().appState().faults();
        int limit = isCompanion(device) ? faults.pageSize() : Integer.MAX_VALUE;
        List<byte[]> page = new ArrayList<>(stored.since(base, limit));
        if (page.isEmpty()) {
            return answer.build();
        }
        if (base + page.size() < stored.version()) {
            answer.attr("has_more_patches", "true");
        }
        if (isCompanion(device) && faults.take(Kind.MISSING_PATCH)) {
            page.removeFirst();
        }
        if (isCompanion(device) && faults.take(Kind.BAD_PATCH_MAC)) {
            page.set(page.size() - 1, withBadMac(page.getLast()));
        }
        if (isCompanion(device) && device.account().appState().hasMutationsApart()) {
            page.replaceAll(this::mutationsApart);
        }
        return answer.child(Node.of("patches")
                        .children(page.stream()
                                .map(patch -> Node.of("patch").content(patch).build())
                                .toList()))
                .build();
    }

    /// The patch with its mutations in a file; as it is where there is no place for files. Its MACs stay.
    private byte[] mutationsApart(byte[] patch) {
        SyncdPatch parsed = parse(patch);
        byte[] mutations = SyncdMutations.newBuilder()
                .addAllMutations(parsed.getMutationsList())
                .build()
                .toByteArray();
        return blobs.publish(mutations)
                .map(reference -> parsed.toBuilder()
                        .clearMutations()
                        .setExternalMutations(reference)
                        .build()
                        .toByteArray())
                .orElse(patch);
    }

    private static SyncdPatch parse(byte[] patch) {
        try {
            return SyncdPatch.parseFrom(patch);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("only patches are kept", e);
        }
    }

    private static byte[] withBadMac(byte[] patch) {
        SyncdPatch parsed = parse(patch);
        byte[] mac = parsed.getPatchMac().toByteArray();
        mac[0] ^= MAC_BIT;
        return parsed.toBuilder().setPatchMac(ByteString.copyFrom(mac)).build().toByteArray();
    }

    private static Node.Builder answer(Node asked) {
        return Node.of("collection").attr("name", asked.attrOrEmpty("name"));
    }

    private static Node.Builder error(Node asked, int code, String text) {
        return answer(asked)
                .attr("type", "error")
                .child(Node.of("error").attr("code", code).attr("text", text));
    }

    private static boolean isCompanion(Device device) {
        return device.number() != 0;
    }
}
