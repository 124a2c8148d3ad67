package dev.parley.whatsapp.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.proto.SyncdRecord;
import dev.parley.whatsapp.proto.SyncdSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        List<SealedMutation> sealed = distinct(snapshot.getRecordsList());
        SyncKeyId keyId = WireFields.keyId(snapshot.getKeyId());
        KeyRing ring = new KeyRing(keys, keyId, sealed);
        if (!ring.missing().isEmpty()) {
            return new MissingKeys(ring.missing());
        }
        List<Mutation> records = sealed.stream()
                .map(mutation -> mutation.open(ring.key(mutation.keyId())))
                .toList();
        CollectionState state = CollectionState.initial(collection)
                .next(records, WireFields.version(snapshot.getVersion()), ValueMacs.NONE);
        Mac expected = CollectionMacs.snapshot(ring.key(keyId), state);
        if (!expected.equals(WireFields.mac("snapshot MAC", snapshot.getMac()))) {
            throw new RefusedException(Refusal.SNAPSHOT_MAC, "snapshot of " + records.size() + " records");
        }
        return new Applied(
                state, inForce(records), records.stream().map(Mutation::change).toList());
    }

    /// Servers may send a record twice; the last one counts. (WhatsApp Web's rule; see oxidezap/whatsapp-rust pull
    /// request 1365.)
    private static List<SealedMutation> distinct(List<SyncdRecord> records) {
        Map<Mac, SealedMutation> byIndex = new LinkedHashMap<>();
        for (SyncdRecord each : records) {
            SealedMutation sealed = SealedMutation.parse(Operation.SET, each);
            byIndex.put(sealed.indexMac(), sealed);
        }
        return List.copyOf(byIndex.values());
    }

    /// A device that changes a record under a newer key and leaves the old one makes two with the same index, of which
    /// the user's later action is meant.
    static List<SyncAction> inForce(List<Mutation> records) {
        Map<ActionIndex, SyncAction> latest = new LinkedHashMap<>();
        for (Mutation each : records) {
            latest.merge(each.action().index(), each.action(), SnapshotReader::later);
        }
        return List.copyOf(latest.values());
    }

    private static SyncAction later(SyncAction one, SyncAction other) {
        return one.value().getTimestamp() > other.value().getTimestamp() ? one : other;
    }

    private static SyncdSnapshot parse(byte[] snapshot) {
        try {
            return SyncdSnapshot.parseFrom(snapshot);
        } catch (InvalidProtocolBufferException _) {
            throw new RefusedException(Refusal.MALFORMED, "snapshot of " + snapshot.length + " bytes");
        }
    }
}
