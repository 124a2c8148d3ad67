package dev.parley.whatsapp.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.proto.SyncActionData;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.proto.SyncdPlainTextRecord;
import dev.parley.whatsapp.proto.SyncdSnapshotRecovery;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what the phone sends when a collection cannot be read any other way: all of it in the clear, inside an
/// encrypted message, which is what vouches for it. Any bytes may be passed, of at most 100,000 records.
/// Thread-safe if its keys are.
///
/// As with a snapshot, the result takes the place of all that was known of the collection.
public final class RecoveryReader {
    private final SyncKeys keys;

    public RecoveryReader(SyncKeys keys) {
        this.keys = keys;
    }

    /// The state is marked as diverged if the phone's hash is not that of its records.
    ///
    /// @param recovery a serialised `SyncdSnapshotRecovery`
    public SnapshotResult read(CollectionName collection, byte[] recovery) {
        try {
            return read(collection, parse(recovery));
        } catch (RefusedException e) {
            return e.toResult();
        }
    }

    private SnapshotResult read(CollectionName collection, SyncdSnapshotRecovery recovery) {
        if (!recovery.getCollectionName().equals(collection.wireName())) {
            throw new RefusedException(Refusal.MALFORMED, "recovery of another collection");
        }
        WireFields.requireCount(recovery.getMutationRecordsCount());
        Set<SyncKeyId> missing = new LinkedHashSet<>();
        Map<Mac, Mutation> records = new LinkedHashMap<>();
        for (SyncdPlainTextRecord each : recovery.getMutationRecordsList()) {
            SyncKeyId keyId = WireFields.keyId(
                    SyncdKeyId.newBuilder().setId(each.getKeyId()).build());
            Optional<SyncKey> key = keys.find(keyId);
            if (key.isEmpty()) {
                missing.add(keyId);
            } else {
                Mutation mutation = mutation(each, key.get());
                records.put(mutation.indexMac(), mutation);
            }
        }
        return missing.isEmpty()
                ? applied(collection, recovery, List.copyOf(records.values()))
                : new MissingKeys(missing);
    }

    private static Mutation mutation(SyncdPlainTextRecord each, SyncKey key) {
        SyncActionData data = each.getValue();
        byte[] index = data.getIndex().toByteArray();
        if (index.length > ActionIndex.MAX_LENGTH) {
            throw new RefusedException(Refusal.MALFORMED, "index of " + index.length + " bytes");
        }
        SyncAction action = new SyncAction(Operation.SET, ActionIndex.read(index), data.getValue(), data.getVersion());
        return new Mutation(action, SealedMutation.indexMac(key, index), WireFields.mac("value MAC", each.getMac()));
    }

    private static Applied applied(CollectionName collection, SyncdSnapshotRecovery recovery, List<Mutation> records) {
        CollectionState state = CollectionState.initial(collection)
                .next(records, WireFields.version(recovery.getVersion()), ValueMacs.NONE);
        boolean agreed = recovery.getCollectionLthash()
                .equals(UnsafeByteOperations.unsafeWrap(state.hash().shared()));
        return new Applied(
                agreed ? state : state.withDiverged(),
                SnapshotReader.inForce(records),
                records.stream().map(Mutation::change).toList());
    }

    private static SyncdSnapshotRecovery parse(byte[] recovery) {
        try {
            return SyncdSnapshotRecovery.parseFrom(recovery);
        } catch (InvalidProtocolBufferException _) {
            throw new RefusedException(Refusal.MALFORMED, "recovery of " + recovery.length + " bytes");
        }
    }
}
