package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// An action with the codes of its record. One that was read is authentic.
record Mutation(SyncAction action, Mac indexMac, Mac valueMac) {

    /// The order in which the mutations of a patch count, whatever the order they come in: a patch that sets
    /// a record and removes it leaves it set. (WhatsApp Web's rule; see oxidezap/whatsapp-rust pull request
    /// 829.)
    static List<Mutation> removalsFirst(List<Mutation> mutations) {
        return mutations.stream().sorted(Comparator.comparing(Mutation::isSet)).toList();
    }

    boolean isSet() {
        return action.operation() == Operation.SET;
    }

    ValueMacChange change() {
        return new ValueMacChange(indexMac, isSet() ? Optional.of(valueMac) : Optional.empty(), action.index());
    }
}
