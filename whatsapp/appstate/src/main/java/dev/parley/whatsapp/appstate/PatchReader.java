package dev.parley.whatsapp.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.appstate.PatchResult.AlreadyApplied;
import dev.parley.whatsapp.appstate.PatchResult.ExternalMutations;
import dev.parley.whatsapp.appstate.PatchResult.VersionGap;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdMutations;
import dev.parley.whatsapp.proto.SyncdPatch;
import java.util.List;

/// Applies the patches of other devices, and our own when the server gives them back. Any bytes may be passed; those of
/// the server, at most 100,000 mutations of them. Thread-safe if its keys are.
///
/// What must be right: the patch MAC, which proves that a device of the account made the patch; the value and index
/// MACs of every record; and that the patch is the next. A wrong snapshot MAC only marks the state, see
/// [CollectionState#diverged].
public final class PatchReader {
    private final SyncKeys keys;

    public PatchReader(SyncKeys keys) {
        this.keys = keys;
    }

    /// Applies a patch whose mutations are in it.
    ///
    /// @param valueMacs of the collection at the state's version
    /// @param patch     a serialised `SyncdPatch` with its version
    public PatchResult apply(CollectionState state, ValueMacs valueMacs, byte[] patch) {
        try {
            SyncdPatch parsed = parse(patch);
            return parsed.hasExternalMutations()
                    ? new ExternalMutations(parsed.getExternalMutations())
                    : apply(state, valueMacs, parsed, parsed.getMutationsList());
        } catch (RefusedException e) {
            return e.toResult();
        }
    }

    /// Applies a patch that gave [ExternalMutations] before. Mutations in the patch itself do not count.
    ///
    /// @param mutations the decrypted blob, a serialised `SyncdMutations`
    public PatchResult apply(CollectionState state, ValueMacs valueMacs, byte[] patch, byte[] mutations) {
        try {
            return apply(
                    state, valueMacs, parse(patch), parseMutations(mutations).getMutationsList());
        } catch (RefusedException e) {
            return e.toResult();
        }
    }

    private PatchResult apply(
            CollectionState state, ValueMacs valueMacs, SyncdPatch patch, List<SyncdMutation> mutations) {
        long version = WireFields.version(patch.getVersion());
        if (version <= state.version()) {
            return new AlreadyApplied(version);
        }
        if (version != state.version() + 1) {
            return new VersionGap(state.version() + 1, version);
        }
        WireFields.requireCount(mutations.size());
        List<SealedMutation> sealed =
                mutations.stream().map(SealedMutation::parse).toList();
        SyncKeyId keyId = WireFields.keyId(patch.getKeyId());
        KeyRing ring = new KeyRing(keys, keyId, sealed);
        return ring.missing().isEmpty() ? open(state, valueMacs, patch, sealed, ring) : new MissingKeys(ring.missing());
    }

    private static Applied open(
            CollectionState state, ValueMacs valueMacs, SyncdPatch patch, List<SealedMutation> sealed, KeyRing ring) {
        SyncKey key = ring.key(WireFields.keyId(patch.getKeyId()));
        long version = WireFields.version(patch.getVersion());
        Mac snapshotMac = WireFields.mac("snapshot MAC", patch.getSnapshotMac());
        List<Mac> recordMacs = sealed.stream().map(SealedMutation::valueMac).toList();
        Mac expected = CollectionMacs.patch(key, snapshotMac, recordMacs, version, state.collection());
        if (!expected.equals(WireFields.mac("patch MAC", patch.getPatchMac()))) {
            throw new RefusedException(Refusal.PATCH_MAC, "patch of " + sealed.size() + " mutations");
        }
        List<Mutation> mutations = Mutation.removalsFirst(sealed.stream()
                .map(mutation -> mutation.open(ring.key(mutation.keyId())))
                .toList());
        CollectionState next = state.next(mutations, version, valueMacs);
        boolean agreed = CollectionMacs.snapshot(key, next).equals(snapshotMac);
        return Applied.of(agreed ? next : next.withDiverged(), mutations);
    }

    private static SyncdPatch parse(byte[] patch) {
        try {
            return SyncdPatch.parseFrom(patch);
        } catch (InvalidProtocolBufferException _) {
            throw new RefusedException(Refusal.MALFORMED, "patch of " + patch.length + " bytes");
        }
    }

    private static SyncdMutations parseMutations(byte[] mutations) {
        try {
            return SyncdMutations.parseFrom(mutations);
        } catch (InvalidProtocolBufferException _) {
            throw new RefusedException(Refusal.MALFORMED, "mutations of " + mutations.length + " bytes");
        }
    }
}
