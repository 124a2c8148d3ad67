package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// A mutation of our own, in the clear and sealed.
record DraftedMutation(Mutation plain, SealedMutation sealed) {

    private static DraftedMutation seal(SyncAction action, SyncKey key, SecureRandom random) {
        byte[] iv = new byte[SealedMutation.IV_LENGTH];
        random.nextBytes(iv);
        SealedMutation sealed = SealedMutation.seal(action, key, iv);
        return new DraftedMutation(new Mutation(action, sealed.indexMac(), sealed.valueMac()), sealed);
    }

    /// The mutations that one action takes. Under each key a record has another index MAC, so one that is still under
    /// an older key is removed there.
    ///
    /// @param keys the newest first
    static List<DraftedMutation> of(SyncAction action, List<SyncKey> keys, ValueMacs valueMacs, SecureRandom random) {
        List<DraftedMutation> drafted = new ArrayList<>();
        for (SyncKey older : keys.subList(1, keys.size())) {
            if (isThere(action.index(), older, valueMacs)) {
                drafted.add(seal(removal(action), older, random));
            }
        }
        SyncKey newest = keys.getFirst();
        if (action.operation() == Operation.SET || drafted.isEmpty() || isThere(action.index(), newest, valueMacs)) {
            drafted.add(seal(action, newest, random));
        }
        return drafted;
    }

    private static boolean isThere(ActionIndex index, SyncKey key, ValueMacs valueMacs) {
        return valueMacs.find(SealedMutation.indexMac(key, index.shared())).isPresent();
    }

    /// With nothing in it that a careless reader could take for an action.
    private static SyncAction removal(SyncAction action) {
        SyncActionValue value = SyncActionValue.newBuilder()
                .setTimestamp(action.value().getTimestamp())
                .build();
        return new SyncAction(Operation.REMOVE, action.index(), value, action.version());
    }
}
