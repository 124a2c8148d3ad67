package dev.parley.whatsapp.appstate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// A device with its share of one collection, stored as a database would.
final class Device {
    static final CollectionName COLLECTION = CollectionName.REGULAR_LOW;

    final Map<SyncKeyId, SyncKey> keys = new HashMap<>();
    final Map<ActionIndex, SyncAction> records = new HashMap<>();
    Map<Mac, Mac> valueMacs = new HashMap<>();

    private final PatchBuilder builder;
    private byte[] stored = CollectionState.initial(COLLECTION).toByteArray();

    Device(Random random, SyncKey... keys) {
        for (SyncKey key : keys) {
            this.keys.put(key.id(), key);
        }
        this.builder = new PatchBuilder(new SeededRandom(random.nextLong()));
    }

    CollectionState state() {
        return CollectionState.parse(COLLECTION, stored);
    }

    ValueMacs valueMacs() {
        return indexMac -> Optional.ofNullable(valueMacs.get(indexMac));
    }

    /// Encrypts with `key`, whatever other keys there are.
    BuiltPatch build(SyncKey key, SyncAction... actions) {
        List<SyncKey> newestFirst = Stream.concat(
                        Stream.of(key), keys.values().stream().filter(other -> other != key))
                .toList();
        return builder.build(state(), valueMacs(), newestFirst, List.of(actions))
                .orElseThrow();
    }

    PatchResult apply(byte[] patch) {
        PatchResult result = new PatchReader(this::key).apply(state(), valueMacs(), patch);
        if (result instanceof Applied applied) {
            store(applied);
        }
        return result;
    }

    SnapshotResult read(byte[] snapshot) {
        SnapshotResult result = new SnapshotReader(this::key).read(COLLECTION, snapshot);
        if (result instanceof Applied applied) {
            valueMacs.clear();
            records.clear();
            store(applied);
        }
        return result;
    }

    private Optional<SyncKey> key(SyncKeyId id) {
        return Optional.ofNullable(keys.get(id));
    }

    private void store(Applied applied) {
        stored = applied.state().toByteArray();
        for (ValueMacChange change : applied.changes()) {
            change.valueMac()
                    .ifPresentOrElse(
                            valueMac -> valueMacs.put(change.indexMac(), valueMac),
                            () -> valueMacs.remove(change.indexMac()));
        }
        for (SyncAction action : applied.actions()) {
            switch (action.operation()) {
                case SET -> records.put(action.index(), action);
                case REMOVE -> records.remove(action.index());
            }
        }
    }

    void assertSameAs(Device other) {
        assertThat(state()).isEqualTo(other.state());
        assertThat(valueMacs).isEqualTo(other.valueMacs);
        assertThat(records).isEqualTo(other.records);
    }
}
