package dev.parley.whatsapp.client.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.proto.ExternalBlobReference;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the server says of one collection (media-history-appstate.md sections 5.8 and 5.9). A conflict hides in
/// here: the iq around it succeeds.
///
/// @param error the server's code; patches may come with it
/// @param version the newest at the server, 0 if it does not say
/// @param snapshot where the whole collection is; a present one that cannot be read is a flaw
/// @param patches in order, each a serialised `SyncdPatch`
/// @param hasMore whether to ask again for what comes after these patches
/// @param flawed whether the snapshot is no reference to one
record CollectionAnswer(
        Optional<Integer> error,
        long version,
        Optional<ExternalBlobReference> snapshot,
        List<Bytes> patches,
        boolean hasMore,
        boolean flawed) {
    static final int CONFLICT = 409;

    /// By collection; unknown names are left out, and of two answers for one name the first counts.
    static Map<CollectionName, CollectionAnswer> readAll(Node iq) {
        Map<CollectionName, CollectionAnswer> answers = new EnumMap<>(CollectionName.class);
        iq.child("sync")
                .map(sync -> sync.children("collection"))
                .orElse(List.of())
                .forEach(node -> CollectionName.of(node.attrOrEmpty("name"))
                        .ifPresent(name -> answers.putIfAbsent(name, read(node))));
        return answers;
    }

    private static CollectionAnswer read(Node collection) {
        Optional<Bytes> blob = collection.child("snapshot").flatMap(Node::bytes);
        Optional<ExternalBlobReference> snapshot = blob.flatMap(CollectionAnswer::reference);
        return new CollectionAnswer(
                error(collection),
                Math.max(0, collection.number("version").orElse(0)),
                snapshot,
                collection.child("patches").map(list -> list.children("patch")).orElse(List.of()).stream()
                        .flatMap(patch -> patch.bytes().stream())
                        .toList(),
                collection.hasAttr("has_more_patches", "true"),
                blob.isPresent() && snapshot.isEmpty());
    }

    private static Optional<Integer> error(Node collection) {
        return collection.hasAttr("type", "error")
                ? Optional.of(collection
                        .child("error")
                        .map(error -> (int) error.number("code").orElse(0))
                        .orElse(0))
                : Optional.empty();
    }

    private static Optional<ExternalBlobReference> reference(Bytes bytes) {
        try {
            return Optional.of(ExternalBlobReference.parseFrom(bytes.toByteArray()))
                    .filter(ExternalBlobReference::hasMediaKey);
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    boolean isConflict() {
        return error.filter(code -> code == CONFLICT).isPresent();
    }

    /// Whether the error is one that asking again in the same way does not cure.
    boolean isFatal() {
        return error.filter(code -> code == 400 || code == 404 || code == 405 || code == 406)
                .isPresent();
    }
}
