package dev.parley.whatsapp.appstate;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The patch or snapshot is authentic. Nothing has happened until somebody stores `state` and `changes`, together.
///
/// @param actions what the user did, in their order and at most one for each index; of a snapshot, all that is in force
/// @param changes what to write, in this order, where [ValueMacs] are stored. After a snapshot, all that was stored
///                goes first
public record Applied(CollectionState state, List<SyncAction> actions, List<ValueMacChange> changes)
        implements PatchResult, SnapshotResult {

    /// @param mutations in the order in which they count
    static Applied of(CollectionState state, List<Mutation> mutations) {
        Set<ActionIndex> set = mutations.stream()
                .filter(Mutation::isSet)
                .map(mutation -> mutation.action().index())
                .collect(Collectors.toSet());
        List<SyncAction> actions = mutations.stream()
                .filter(mutation ->
                        mutation.isSet() || !set.contains(mutation.action().index()))
                .map(Mutation::action)
                .toList();
        return new Applied(
                state, actions, mutations.stream().map(Mutation::change).toList());
    }
}
