package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;

/// What a mutation says: from now on the record of that index has that value, or is gone.
///
/// @param value   of a removal: when, and little else
/// @param version of the action's format, see [ActionType#version]
public record SyncAction(Operation operation, ActionIndex index, SyncActionValue value, int version) {

    /// Sets the record of that type and those arguments.
    ///
    /// @param value with its timestamp, in milliseconds
    public static SyncAction set(ActionType type, SyncActionValue value, String... arguments) {
        return new SyncAction(Operation.SET, type.index(arguments), value, type.version());
    }

    /// Removes the record. Only contacts are removed; everything else is set to "off".
    ///
    /// @param timestampMillis when the user did it
    public static SyncAction remove(ActionType type, long timestampMillis, String... arguments) {
        SyncActionValue value =
                SyncActionValue.newBuilder().setTimestamp(timestampMillis).build();
        return new SyncAction(Operation.REMOVE, type.index(arguments), value, type.version());
    }

    /// Without the value, which is personal.
    @Override
    public String toString() {
        return "SyncAction[" + operation + " " + index + "]";
    }
}
