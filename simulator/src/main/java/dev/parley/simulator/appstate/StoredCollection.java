package dev.parley.simulator.appstate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.proto.SyncdRecord;
import dev.parley.whatsapp.proto.SyncdSnapshot;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One account's collection as the server has it: patches that it cannot read, in the order in which it took them
/// (media-history-appstate.md section 7.4). Not thread-safe.
public final class StoredCollection {
    private static final int MAC_LENGTH = 32;

    private final List<byte[]> patches = new ArrayList<>();

    public long version() {
        return patches.size();
    }

    /// Takes a patch for the present version and stamps the next one into it: field 1, appended, which wins
    /// over an earlier one, so that not a byte of the rest changes.
    ///
    /// @return the new version
    public long append(byte[] patch) {
        byte[] stamp = SyncdPatch.newBuilder()
                .setVersion(SyncdVersion.newBuilder().setVersion(version() + 1))
                .build()
                .toByteArray();
        patches.add(
                ByteString.copyFrom(patch).concat(ByteString.copyFrom(stamp)).toByteArray());
        return version();
    }

    /// The patches after version `base`, at most `limit` of them.
    public List<byte[]> since(long base, int limit) {
        int from = (int) Math.min(base, version());
        return patches.subList(from, patches.size()).stream().limit(limit).toList();
    }

    /// Everything at the present version, made without reading it: the snapshot MAC of the last patch is over
    /// the very same content. Empty for an empty collection, and for one with a patch whose mutations are
    /// elsewhere.
    public Optional<byte[]> snapshot() {
        if (patches.isEmpty()) {
            return Optional.empty();
        }
        Map<ByteString, SyncdRecord> records = new LinkedHashMap<>();
        SyncdPatch last = SyncdPatch.getDefaultInstance();
        for (byte[] each : patches) {
            last = parse(each).orElseThrow();
            if (last.hasExternalMutations()) {
                return Optional.empty();
            }
            last.getMutationsList().stream()
                    .filter(mutation -> mutation.getOperation() == SyncdMutation.Operation.REMOVE)
                    .forEach(mutation ->
                            records.remove(mutation.getRecord().getIndex().getBlob()));
            last.getMutationsList().stream()
                    .filter(mutation -> mutation.getOperation() == SyncdMutation.Operation.SET)
                    .forEach(mutation ->
                            records.put(mutation.getRecord().getIndex().getBlob(), mutation.getRecord()));
        }
        return Optional.of(SyncdSnapshot.newBuilder()
                .setVersion(last.getVersion())
                .addAllRecords(records.values())
                .setMac(last.getSnapshotMac())
                .setKeyId(last.getKeyId())
                .build()
                .toByteArray());
    }

    /// Whether the bytes have the form of a patch: MACs, key and, in each mutation, a record with its three
    /// parts.
    public static boolean isPatch(byte[] bytes) {
        return parse(bytes).filter(StoredCollection::isComplete).isPresent();
    }

    private static boolean isComplete(SyncdPatch patch) {
        return patch.getSnapshotMac().size() == MAC_LENGTH
                && patch.getPatchMac().size() == MAC_LENGTH
                && !patch.getKeyId().getId().isEmpty()
                && (patch.hasExternalMutations() || patch.getMutationsCount() > 0)
                && patch.getMutationsList().stream()
                        .map(SyncdMutation::getRecord)
                        .allMatch(StoredCollection::isRecord);
    }

    private static boolean isRecord(SyncdRecord syncdRecord) {
        return syncdRecord.getIndex().getBlob().size() == MAC_LENGTH
                && syncdRecord.getValue().getBlob().size() > MAC_LENGTH
                && !syncdRecord.getKeyId().getId().isEmpty();
    }

    private static Optional<SyncdPatch> parse(byte[] bytes) {
        try {
            return Optional.of(SyncdPatch.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
