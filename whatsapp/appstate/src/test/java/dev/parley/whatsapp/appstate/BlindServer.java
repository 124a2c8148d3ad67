package dev.parley.whatsapp.appstate;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.proto.SyncdRecord;
import dev.parley.whatsapp.proto.SyncdSnapshot;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The server's side of one collection: it can read nothing, but keeps patches and makes snapshots of them. The MAC of
/// its snapshot is the snapshot MAC of the last patch, which is over the same content.
final class BlindServer {
    private final List<SyncdPatch> patches = new ArrayList<>();
    private final Map<ByteString, SyncdRecord> records = new LinkedHashMap<>();

    long version() {
        return patches.size();
    }

    /// False for a conflict: the patch is for another version.
    boolean upload(long base, SyncdPatch patch) {
        if (base != version()) {
            return false;
        }
        patches.add(patch.toBuilder()
                .setVersion(SyncdVersion.newBuilder().setVersion(base + 1))
                .build());
        for (SyncdMutation mutation : patch.getMutationsList()) {
            ByteString index = mutation.getRecord().getIndex().getBlob();
            if (mutation.getOperation() == Operation.SET) {
                records.put(index, mutation.getRecord());
            } else {
                records.remove(index);
            }
        }
        return true;
    }

    /// The patch that led to that version.
    byte[] patch(long version) {
        return patches.get((int) version - 1).toByteArray();
    }

    byte[] snapshot() {
        SyncdPatch last = patches.getLast();
        return SyncdSnapshot.newBuilder()
                .setVersion(last.getVersion())
                .addAllRecords(records.values())
                .setMac(last.getSnapshotMac())
                .setKeyId(last.getKeyId())
                .build()
                .toByteArray();
    }
}
