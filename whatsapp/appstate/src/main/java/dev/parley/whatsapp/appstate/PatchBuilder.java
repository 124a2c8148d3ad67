package dev.parley.whatsapp.appstate;

import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdPatch;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Makes our own patches. Thread-safe.
///
/// Between reading the state and the server's answer nothing else may be applied to the collection. The server takes
/// the patch only if its version is still the state's; after a conflict apply what it sends and build again. After a
/// success the patch comes back like any other, with its version, and can be applied then.
public final class PatchBuilder {
    /// So that a patch stays within the 100 mutations that others put into a patch itself, even if each action needs a
    /// removal beside it.
    public static final int MAX_ACTIONS = 50;

    private final SecureRandom random;

    public PatchBuilder(SecureRandom random) {
        this.random = random;
    }

    /// A patch on top of `state`. Empty if the state has diverged: other devices would refuse it, so a snapshot must be
    /// read first.
    ///
    /// @param valueMacs of the collection at the state's version
    /// @param keys      all there are, the newest first: it encrypts; records under an older one move to it
    /// @param actions   1 to 50, each with an index of its own, all of this collection
    /// @throws IllegalArgumentException if there is no key, or the actions are not so
    public Optional<BuiltPatch> build(
            CollectionState state, ValueMacs valueMacs, List<SyncKey> keys, List<SyncAction> actions) {
        requireFit(state.collection(), keys, actions);
        if (state.diverged()) {
            return Optional.empty();
        }
        List<DraftedMutation> drafted = actions.stream()
                .flatMap(action -> DraftedMutation.of(action, keys, valueMacs, random).stream())
                .sorted(Comparator.comparing(mutation -> mutation.plain().isSet()))
                .toList();
        List<Mutation> mutations = drafted.stream().map(DraftedMutation::plain).toList();
        CollectionState next = state.next(mutations, state.version() + 1, valueMacs);
        return Optional.of(new BuiltPatch(patch(next, keys.getFirst(), drafted), Applied.of(next, mutations)));
    }

    private static SyncdPatch patch(CollectionState next, SyncKey key, List<DraftedMutation> drafted) {
        List<Mac> valueMacs =
                drafted.stream().map(mutation -> mutation.plain().valueMac()).toList();
        Mac snapshotMac = CollectionMacs.snapshot(key, next);
        Mac patchMac = CollectionMacs.patch(key, snapshotMac, valueMacs, next.version(), next.collection());
        return SyncdPatch.newBuilder()
                .addAllMutations(drafted.stream()
                        .map(mutation -> mutation.sealed().toProto())
                        .toList())
                .setSnapshotMac(UnsafeByteOperations.unsafeWrap(snapshotMac.shared()))
                .setPatchMac(UnsafeByteOperations.unsafeWrap(patchMac.shared()))
                .setKeyId(SyncdKeyId.newBuilder()
                        .setId(UnsafeByteOperations.unsafeWrap(key.id().shared())))
                .build();
    }

    private static void requireFit(CollectionName collection, List<SyncKey> keys, List<SyncAction> actions) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key to encrypt with");
        }
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
}
