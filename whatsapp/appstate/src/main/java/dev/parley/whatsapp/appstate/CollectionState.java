package dev.parley.whatsapp.appstate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.parley.whatsapp.proto.StoredCollectionState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A collection at one version, as far as it must be remembered to check and make the next patch; stored together with
/// its [ValueMacs]. Immutable: [PatchReader], [SnapshotReader] and [PatchBuilder] give new ones.
///
/// @param version  0 for a collection that was never synchronised
/// @param hash     of all records
/// @param diverged the hash is not the one that the other devices have: some writer lost count. Patches still apply,
///                 each being authentic by itself, but their snapshot MACs are no longer compared, and none can be
///                 made, until a snapshot is read. (WhatsApp Web does the same; to stop would freeze the collection.)
public record CollectionState(CollectionName collection, long version, LtHash hash, boolean diverged) {

    /// Before the first synchronisation.
    public static CollectionState initial(CollectionName collection) {
        return new CollectionState(collection, 0, LtHash.ZERO, false);
    }

    /// Reads what [#toByteArray] wrote.
    ///
    /// @throws CorruptStateException if it is something else
    public static CollectionState parse(CollectionName collection, byte[] stored) {
        try {
            StoredCollectionState state = StoredCollectionState.parseFrom(stored);
            if (state.getVersion() < 0) {
                throw new IllegalArgumentException("version " + Long.toUnsignedString(state.getVersion()));
            }
            LtHash hash = state.hasHash() ? LtHash.of(state.getHash().toByteArray()) : LtHash.ZERO;
            return new CollectionState(collection, state.getVersion(), hash, state.getDiverged());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new CorruptStateException("collection state of " + stored.length + " bytes: " + e.getMessage());
        }
    }

    /// The form for storage, without the collection's name. Not secret.
    public byte[] toByteArray() {
        StoredCollectionState.Builder stored =
                StoredCollectionState.newBuilder().setVersion(version).setDiverged(diverged);
        if (!hash.equals(LtHash.ZERO)) {
            stored.setHash(UnsafeByteOperations.unsafeWrap(hash.shared()));
        }
        return stored.build().toByteArray();
    }

    /// The state after the mutations, applied one after the other. (A removal of a record that is not there changes
    /// nothing; other devices do not count it as an error either.)
    ///
    /// @param mutations in the order in which they count
    CollectionState next(List<Mutation> mutations, long nextVersion, ValueMacs stored) {
        Map<Mac, Optional<Mac>> changed = new HashMap<>();
        LtHash sum = hash;
        for (Mutation mutation : mutations) {
            Optional<Mac> previous = changed.computeIfAbsent(mutation.indexMac(), stored::find);
            if (previous.isPresent()) {
                sum = sum.minus(previous.get());
            }
            if (mutation.isSet()) {
                sum = sum.plus(mutation.valueMac());
            }
            changed.put(mutation.indexMac(), mutation.change().valueMac());
        }
        return new CollectionState(collection, nextVersion, sum, diverged);
    }

    CollectionState withDiverged() {
        return new CollectionState(collection, version, hash, true);
    }
}
