package dev.parley.simulator.appstate;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.appstate.ActionIndex;
import dev.parley.whatsapp.appstate.Applied;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.CollectionState;
import dev.parley.whatsapp.appstate.Mac;
import dev.parley.whatsapp.appstate.MissingKeys;
import dev.parley.whatsapp.appstate.PatchBuilder;
import dev.parley.whatsapp.appstate.PatchReader;
import dev.parley.whatsapp.appstate.PatchResult;
import dev.parley.whatsapp.appstate.Refused;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.appstate.SyncKey;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.appstate.ValueMacs;
import dev.parley.whatsapp.proto.SyncActionData;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.proto.SyncdPlainTextRecord;
import dev.parley.whatsapp.proto.SyncdSnapshotRecovery;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a phone knows of its account's app state: keys, and every record of the five collections. It verifies
/// more strictly than it must: a patch whose snapshot MAC is wrong is refused too, since some device has lost
/// count. Not thread-safe.
public final class PhoneModel {
    private final PatchBuilder builder;
    private final List<SyncKey> keys = new ArrayList<>();
    private final Map<CollectionName, Content> collections = new HashMap<>();

    public PhoneModel(SecureRandom random) {
        this.builder = new PatchBuilder(random);
    }

    /// Outcome of a patch.
    public sealed interface Outcome {
        /// @param actions what it changed
        record Took(List<SyncAction> actions) implements Outcome {}

        /// @param reason in words
        record Rejected(String reason) implements Outcome {}
    }

    private static final class Content {
        CollectionState state;
        final Map<Mac, Mac> valueMacs = new HashMap<>();
        final Map<ActionIndex, SyncAction> records = new LinkedHashMap<>();

        Content(CollectionName name) {
            state = CollectionState.initial(name);
        }

        ValueMacs macs() {
            return indexMac -> Optional.ofNullable(valueMacs.get(indexMac));
        }
    }

    /// From now on this key encrypts.
    public void add(SyncKey key) {
        keys.addFirst(key);
    }

    public long version(CollectionName collection) {
        return content(collection).state.version();
    }

    /// The record of that index, if there is one.
    public Optional<SyncAction> find(CollectionName collection, ActionIndex index) {
        return Optional.ofNullable(content(collection).records.get(index));
    }

    /// A patch on top of the present version.
    public SyncdPatch build(CollectionName collection, List<SyncAction> actions) {
        Content content = content(collection);
        return builder.build(content.state, content.macs(), keys, actions)
                .orElseThrow(() -> new IllegalStateException("the collection has diverged"))
                .patch();
    }

    /// Applies the next patch.
    public Outcome apply(CollectionName collection, byte[] patch) {
        Content content = content(collection);
        PatchResult result = new PatchReader(this::key).apply(content.state, content.macs(), patch);
        return switch (result) {
            case Applied applied when applied.state().diverged() -> new Outcome.Rejected("wrong snapshot MAC");
            case Applied applied -> {
                store(content, applied);
                yield new Outcome.Took(applied.actions());
            }
            case PatchResult.AlreadyApplied _ -> new Outcome.Took(List.of());
            case PatchResult.VersionGap(long expected, long found) ->
                new Outcome.Rejected("version " + found + " in place of " + expected);
            case PatchResult.ExternalMutations _ -> new Outcome.Rejected("mutations elsewhere");
            case MissingKeys _ -> new Outcome.Rejected("a key that this phone did not make");
            case Refused(var reason, String detail) -> new Outcome.Rejected(reason + ": " + detail);
        };
    }

    private static void store(Content content, Applied applied) {
        content.state = applied.state();
        applied.changes()
                .forEach(change -> change.valueMac()
                        .ifPresentOrElse(
                                valueMac -> content.valueMacs.put(change.indexMac(), valueMac),
                                () -> content.valueMacs.remove(change.indexMac())));
        for (SyncAction action : applied.actions()) {
            switch (action.operation()) {
                case SET -> content.records.put(action.index(), action);
                case REMOVE -> content.records.remove(action.index());
            }
        }
    }

    /// The whole collection in the clear, for a companion that can read it no other way.
    public SyncdSnapshotRecovery recovery(CollectionName collection) {
        Content content = content(collection);
        SyncdSnapshotRecovery.Builder recovery = SyncdSnapshotRecovery.newBuilder()
                .setVersion(SyncdVersion.newBuilder().setVersion(content.state.version()))
                .setCollectionName(collection.wireName())
                .setCollectionLthash(ByteString.copyFrom(content.state.hash().bytes()));
        content.records
                .values()
                .forEach(action -> keys.stream()
                        .flatMap(key -> plain(content, action, key).stream())
                        .forEach(recovery::addMutationRecords));
        return recovery.build();
    }

    private static Optional<SyncdPlainTextRecord> plain(Content content, SyncAction action, SyncKey key) {
        return content.macs()
                .find(key.indexMac(action.index()))
                .map(mac -> SyncdPlainTextRecord.newBuilder()
                        .setValue(SyncActionData.newBuilder()
                                .setIndex(ByteString.copyFrom(action.index().bytes()))
                                .setValue(action.value())
                                .setPadding(ByteString.EMPTY)
                                .setVersion(action.version()))
                        .setKeyId(ByteString.copyFrom(key.id().bytes()))
                        .setMac(ByteString.copyFrom(mac.bytes()))
                        .build());
    }

    private Optional<SyncKey> key(SyncKeyId id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private Content content(CollectionName collection) {
        return collections.computeIfAbsent(collection, Content::new);
    }
}
