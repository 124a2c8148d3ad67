package dev.parley.whatsapp.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.proto.SyncdSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the whole content of a collection at one version. Any bytes may be passed; those of the server, at most
/// 100,000 records of them. Thread-safe if its keys are.
///
/// The result takes the place of all that was known of the collection, whatever its version: a phone that was set up
/// anew starts again at the first. Only a snapshot that was asked for should be read.
public final class SnapshotReader {
    private final SyncKeys keys;

    public SnapshotReader(SyncKeys keys) {
        this.keys = keys;
    }

    /// Every MAC must be right, the one over the whole too.
    ///
    /// @param snapshot a serialised `SyncdSnapshot`
    public SnapshotResult read(CollectionName collection, byte[] snapshot) {
        try {
            return read(collection, parse(snapshot));
        } catch (RefusedException e) {
            return e.toResult();
        }
    }

    private SnapshotResult read(CollectionName collection, SyncdSnapshot snapshot) {
        WireFields.requireCount(snapshot.getRecordsCount());
        List<SealedMutation> sealed = snapshot.getRecordsList().stream()
                .map(stored -> SealedMutation.parse(Operation.SET, stored))
                .toList();
        SyncKeyId keyId = WireFields.keyId(snapshot.getKeyId());
        KeyRing ring = new KeyRing(keys, keyId, sealed);
        if (!ring.missing().isEmpty()) {
            return new MissingKeys(ring.missing());
        }
        List<Mutation> records = sealed.stream()
                .map(mutation -> mutation.open(ring.key(mutation.keyId())))
                .toList();
        requireDistinct(records);
        CollectionState state = CollectionState.initial(collection)
                .next(records, WireFields.version(snapshot.getVersion()), ValueMacs.NONE);
        Mac expected = CollectionMacs.snapshot(ring.key(keyId), state);
        if (!expected.equals(WireFields.mac("snapshot MAC", snapshot.getMac()))) {
            throw new RefusedException(Refusal.SNAPSHOT_MAC, "snapshot of " + records.size() + " records");
        }
        return new Applied(state, records);
    }

    private static void requireDistinct(List<Mutation> records) {
        Set<Mac> seen = new HashSet<>();
        for (Mutation each : records) {
            if (!seen.add(each.indexMac())) {
                throw new RefusedException(Refusal.MALFORMED, "two records with one index");
            }
        }
    }

    private static SyncdSnapshot parse(byte[] snapshot) {
        try {
            return SyncdSnapshot.parseFrom(snapshot);
        } catch (InvalidProtocolBufferException _) {
            throw new RefusedException(Refusal.MALFORMED, "snapshot of " + snapshot.length + " bytes");
        }
    }
}
