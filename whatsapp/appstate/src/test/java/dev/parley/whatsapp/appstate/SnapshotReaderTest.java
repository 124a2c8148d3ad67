package dev.parley.whatsapp.appstate;

import static dev.parley.whatsapp.appstate.Actions.CHAT;
import static dev.parley.whatsapp.appstate.Actions.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.SyncdSnapshot;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SnapshotReaderTest {
    private final SyncKey oldKey = SyncKey.of(SyncKeyId.of(0, 1), new byte[32]);
    private final SyncKey newKey = SyncKey.of(SyncKeyId.of(0, 2), Actions.NEW_KEY);
    private final Device phone = new Device(new Random(1), oldKey, newKey);
    private final Device companion = new Device(new Random(2), oldKey, newKey);
    private final BlindServer server = new BlindServer();

    @Test
    void leadsToWhereThePatchesLed() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        write(newKey, Actions.archive(CHAT, true, TIME));
        write(newKey, Actions.pin(CHAT, false, TIME + 1));
        assertThat(companion.read(server.snapshot())).isInstanceOf(Applied.class);
        companion.assertSameAs(phone);

        write(newKey, SyncAction.remove(ActionType.ARCHIVE, TIME, CHAT));
        assertThat(companion.apply(server.patch(4))).isInstanceOf(Applied.class);
        companion.assertSameAs(phone);
        assertThat(companion.state().diverged()).isFalse();
    }

    @Test
    void replacesAStateThatHasDiverged() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        companion.apply(server.patch(1));
        companion.valueMacs.clear();
        write(oldKey, Actions.pin(CHAT, false, TIME));
        companion.apply(server.patch(2));
        assertThat(companion.state().diverged()).isTrue();
        assertThat(companion.read(server.snapshot())).isInstanceOf(Applied.class);
        companion.assertSameAs(phone);
        assertThat(companion.state().diverged()).isFalse();
    }

    @Test
    void countsTheLastOfARecordThatIsThereTwice() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        SyncdSnapshot old = parse(server.snapshot());
        write(oldKey, Actions.pin(CHAT, false, TIME));
        byte[] twice = parse(server.snapshot()).toBuilder()
                .addRecords(0, old.getRecords(0))
                .build()
                .toByteArray();
        assertThat(companion.read(twice)).isInstanceOf(Applied.class);
        companion.assertSameAs(phone);
    }

    @Test
    void countsTheLaterActionOfARecordLeftUnderAnOlderKey() {
        phone.keys.remove(newKey.id());
        write(oldKey, Actions.pin(CHAT, true, TIME));
        phone.keys.remove(oldKey.id());
        phone.keys.put(newKey.id(), newKey);
        write(newKey, Actions.pin(CHAT, false, TIME + 1));
        Applied read = (Applied) companion.read(server.snapshot());
        assertThat(read.changes()).hasSize(2);
        assertThat(read.actions()).containsExactly(Actions.pin(CHAT, false, TIME + 1));
        assertThat(companion.state()).isEqualTo(phone.state());
    }

    @Test
    void readsACollectionThatWasEmptied() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        write(oldKey, SyncAction.remove(ActionType.PIN, TIME, CHAT));
        assertThat(companion.read(server.snapshot())).isInstanceOf(Applied.class);
        companion.assertSameAs(phone);
        assertThat(companion.records).isEmpty();
    }

    @Test
    void namesTheMissingKeys() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        write(newKey, Actions.archive(CHAT, true, TIME));
        companion.keys.clear();
        assertThat(companion.read(server.snapshot())).isEqualTo(new MissingKeys(Set.of(oldKey.id(), newKey.id())));
    }

    @Test
    void refusesASnapshotWithARecordLess() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        write(oldKey, Actions.archive(CHAT, true, TIME));
        assertRefused(Refusal.SNAPSHOT_MAC, snapshot -> snapshot.removeRecords(0));
        assertRefused(Refusal.SNAPSHOT_MAC, SyncdSnapshot.Builder::clearRecords);
    }

    @Test
    void refusesAnotherVersionKeyOrCollection() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        assertRefused(
                Refusal.SNAPSHOT_MAC,
                snapshot -> snapshot.setVersion(SyncdVersion.newBuilder().setVersion(7)));
        assertRefused(Refusal.MALFORMED, SyncdSnapshot.Builder::clearVersion);
        assertRefused(Refusal.MALFORMED, SyncdSnapshot.Builder::clearMac);
        assertRefused(Refusal.MALFORMED, SyncdSnapshot.Builder::clearKeyId);
        SnapshotResult result =
                new SnapshotReader(id -> Optional.of(oldKey)).read(CollectionName.REGULAR, server.snapshot());
        assertThat(((Refused) result).reason()).isEqualTo(Refusal.SNAPSHOT_MAC);
    }

    @Test
    void refusesAnOlderRecordInThePlaceOfAnother() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        SyncdSnapshot old = parse(server.snapshot());
        write(oldKey, Actions.pin(CHAT, false, TIME));
        assertRefused(Refusal.SNAPSHOT_MAC, snapshot -> snapshot.setRecords(0, old.getRecords(0)));
    }

    private void write(SyncKey key, SyncAction... actions) {
        BuiltPatch built = phone.build(key, actions);
        assertThat(server.upload(phone.state().version(), built.patch())).isTrue();
        assertThat(phone.apply(server.patch(server.version()))).isEqualTo(built.outcome());
    }

    private void assertRefused(Refusal reason, UnaryOperator<SyncdSnapshot.Builder> edit) {
        byte[] snapshot =
                edit.apply(parse(server.snapshot()).toBuilder()).build().toByteArray();
        SnapshotResult result = companion.read(snapshot);
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).reason()).isEqualTo(reason);
        assertThat(companion.state()).isEqualTo(CollectionState.initial(Device.COLLECTION));
    }

    private static SyncdSnapshot parse(byte[] snapshot) {
        try {
            return SyncdSnapshot.parseFrom(snapshot);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
