package dev.parley.whatsapp.appstate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.SyncActionData;
import dev.parley.whatsapp.proto.SyncdPlainTextRecord;
import dev.parley.whatsapp.proto.SyncdSnapshotRecovery;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// A collection as the phone sends it in the clear is the same as one read from its patches.
class RecoveryReaderTest {
    private static final String CHAT = "15550001111@s.whatsapp.net";
    private static final long TIME = 1_700_000_000_000L;

    private final SyncKey key = SyncKey.of(SyncKeyId.of(0, 1), new byte[SyncKey.DATA_LENGTH]);
    private final BuiltPatch built =
            new Device(new Random(1), key).build(key, Actions.pin(CHAT, true, TIME), Actions.archive(CHAT, true, TIME));

    @Test
    void isWhatThePatchesGive() {
        assertThat(read(recovery().build().toByteArray())).isEqualTo(built.outcome());
    }

    @Test
    void marksAHashThatIsNotThatOfTheRecords() {
        SyncdSnapshotRecovery other = recovery()
                .setCollectionLthash(ByteString.copyFrom(new byte[LtHash.LENGTH]))
                .build();

        assertThat(read(other.toByteArray()))
                .isInstanceOfSatisfying(
                        Applied.class,
                        applied -> assertThat(applied.state().diverged()).isTrue());
    }

    @Test
    void namesTheKeysThatAreMissing() {
        SnapshotResult result = new RecoveryReader(_ -> Optional.empty())
                .read(Device.COLLECTION, recovery().build().toByteArray());

        assertThat(result).isEqualTo(new MissingKeys(Set.of(key.id())));
    }

    @Test
    void refusesAnotherCollectionAndRecordsWithoutTheirParts() {
        assertThat(new RecoveryReader(this::find)
                        .read(CollectionName.REGULAR, recovery().build().toByteArray()))
                .isInstanceOf(Refused.class);
        assertThat(read(recovery().clearVersion().build().toByteArray())).isInstanceOf(Refused.class);
        SyncdSnapshotRecovery.Builder noMac = recovery();
        noMac.getMutationRecordsBuilder(0).clearMac();
        assertThat(read(noMac.build().toByteArray())).isInstanceOf(Refused.class);
        SyncdSnapshotRecovery.Builder noKey = recovery();
        noKey.getMutationRecordsBuilder(0).clearKeyId();
        assertThat(read(noKey.build().toByteArray())).isInstanceOf(Refused.class);
    }

    @Property(tries = 500)
    void arbitraryBytesAreRefused(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(read(bytes)).isInstanceOf(Refused.class);
    }

    private SnapshotResult read(byte[] recovery) {
        return new RecoveryReader(this::find).read(Device.COLLECTION, recovery);
    }

    private Optional<SyncKey> find(SyncKeyId id) {
        return Optional.of(key).filter(known -> known.id().equals(id));
    }

    private SyncdSnapshotRecovery.Builder recovery() {
        SyncdSnapshotRecovery.Builder recovery = SyncdSnapshotRecovery.newBuilder()
                .setVersion(SyncdVersion.newBuilder().setVersion(1))
                .setCollectionName(Device.COLLECTION.wireName())
                .setCollectionLthash(
                        ByteString.copyFrom(built.outcome().state().hash().bytes()));
        for (int i = 0; i < built.outcome().actions().size(); i++) {
            SyncAction action = built.outcome().actions().get(i);
            ValueMacChange change = built.outcome().changes().get(i);
            recovery.addMutationRecords(SyncdPlainTextRecord.newBuilder()
                    .setValue(SyncActionData.newBuilder()
                            .setIndex(ByteString.copyFrom(action.index().bytes()))
                            .setValue(action.value())
                            .setVersion(action.version()))
                    .setKeyId(ByteString.copyFrom(key.id().bytes()))
                    .setMac(ByteString.copyFrom(change.valueMac().orElseThrow().bytes())));
        }
        return recovery;
    }
}
