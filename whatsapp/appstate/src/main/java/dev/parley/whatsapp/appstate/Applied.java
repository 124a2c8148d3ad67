package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import java.util.List;
import java.util.Optional;

/// The patch or snapshot is authentic. Nothing has happened until somebody stores `state` and [#changes], together.
///
/// @param mutations in their order; of a snapshot, one for each record
public record Applied(CollectionState state, List<Mutation> mutations) implements PatchResult, SnapshotResult {

    /// What to write where [ValueMacs] are stored, in this order. After a snapshot all that was stored goes first.
    public List<ValueMacChange> changes() {
        return mutations.stream().map(Applied::change).toList();
    }

    private static ValueMacChange change(Mutation mutation) {
        return new ValueMacChange(
                mutation.indexMac(),
                mutation.action().operation() == Operation.SET ? Optional.of(mutation.valueMac()) : Optional.empty());
    }
}
