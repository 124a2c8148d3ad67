package dev.parley.whatsapp.appstate;

import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdPatch;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes our own patches. Thread-safe.
///
/// Between reading the state and the server's answer nothing else may be applied to the collection. The server takes
/// the patch only if its version is still the state's; after a conflict apply what it sends and build again. After a
/// success the patch comes back like any other, with its version, and can be applied then.
public final class PatchBuilder {
    /// What the others put into a patch itself. More would have to go into a blob on the media servers, or into
    /// further patches.
    public static final int MAX_ACTIONS = 100;

    private final SecureRandom random;

    public PatchBuilder(SecureRandom random) {
        this.random = random;
    }

    /// A patch on top of `state`. Empty if the state has diverged: other devices would refuse it, so a snapshot must be
    /// read first.
    ///
    /// @param valueMacs of the collection at the state's version
    /// @param key       the newest, for all records and the patch
    /// @param actions   1 to 100, each with an index of its own, all of this collection
    /// @throws IllegalArgumentException if they are not
    public Optional<BuiltPatch> build(
            CollectionState state, ValueMacs valueMacs, SyncKey key, List<SyncAction> actions) {
        requireFit(state.collection(), actions);
        if (state.diverged()) {
            return Optional.empty();
        }
        List<SealedMutation> sealed = new ArrayList<>();
        List<Mutation> mutations = new ArrayList<>();
        for (SyncAction action : actions) {
            SealedMutation mutation = SealedMutation.seal(action, key, randomIv());
            sealed.add(mutation);
            mutations.add(new Mutation(action, mutation.indexMac(), mutation.valueMac()));
        }
        CollectionState next = state.next(mutations, state.version() + 1, valueMacs);
        return Optional.of(new BuiltPatch(patch(next, key, sealed), new Applied(next, List.copyOf(mutations))));
    }

    private static SyncdPatch patch(CollectionState next, SyncKey key, List<SealedMutation> sealed) {
        List<SyncdMutation> mutations =
                sealed.stream().map(SealedMutation::toProto).toList();
        List<Mac> valueMacs = sealed.stream().map(SealedMutation::valueMac).toList();
        Mac snapshotMac = CollectionMacs.snapshot(key, next);
        Mac patchMac = CollectionMacs.patch(key, snapshotMac, valueMacs, next.version(), next.collection());
        return SyncdPatch.newBuilder()
                .addAllMutations(mutations)
                .setSnapshotMac(UnsafeByteOperations.unsafeWrap(snapshotMac.shared()))
                .setPatchMac(UnsafeByteOperations.unsafeWrap(patchMac.shared()))
                .setKeyId(SyncdKeyId.newBuilder()
                        .setId(UnsafeByteOperations.unsafeWrap(key.id().shared())))
                .build();
    }

    private static void requireFit(CollectionName collection, List<SyncAction> actions) {
        if (actions.isEmpty() || actions.size() > MAX_ACTIONS) {
            throw new IllegalArgumentException("a patch has 1 to " + MAX_ACTIONS + " actions, not " + actions.size());
        }
        if (actions.stream().map(SyncAction::index).distinct().count() < actions.size()) {
            throw new IllegalArgumentException("two actions with one index in a patch");
        }
        for (SyncAction action : actions) {
            if (ActionType.of(action.index())
                    .filter(type -> type.collection() != collection)
                    .isPresent()) {
                throw new IllegalArgumentException(action.index() + " is not of " + collection);
            }
        }
    }

    private byte[] randomIv() {
        byte[] iv = new byte[SealedMutation.IV_LENGTH];
        random.nextBytes(iv);
        return iv;
    }
}
