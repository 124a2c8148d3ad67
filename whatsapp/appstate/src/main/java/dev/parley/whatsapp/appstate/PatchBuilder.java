package dev.parley.whatsapp.appstate;

import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
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
    /// So that a patch stays below the 100 mutations that others put into a patch itself, even if each action needs a
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
    /// @param keys      all there are, the newest first: it encrypts, but a record under another is removed under that
    /// @param actions   1 to 50, each with an index of its own, all of this collection
    /// @throws IllegalArgumentException if there is no key, or the actions are not so
    public Optional<BuiltPatch> build(
            CollectionState state, ValueMacs valueMacs, List<SyncKey> keys, List<SyncAction> actions) {
        requireFit(state.collection(), actions);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key to encrypt with");
        }
        if (state.diverged()) {
            return Optional.empty();
        }
        SyncKey key = keys.getFirst();
        Draft draft = new Draft();
        for (SyncAction action : actions) {
            for (SyncKey older : keys.subList(1, keys.size())) {
                if (valueMacs.find(action.index().mac(older)).isPresent()) {
                    draft.removals.add(seal(removal(action), older));
                }
            }
            draft.add(action, key);
        }
    }
}
