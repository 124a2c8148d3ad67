package dev.parley.whatsapp.appstate;

import static dev.parley.whatsapp.appstate.Actions.CHAT;
import static dev.parley.whatsapp.appstate.Actions.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.crypto.AesCbc;
import dev.parley.whatsapp.proto.SyncActionData;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AppStateVectorsTest {
    private final JsonNode vector = Vectors.read("app-state.json");
    private final SyncKeyId keyId = SyncKeyId.of(Vectors.hex(vector, "keyId"));
    private final SyncKey key = SyncKey.of(keyId, Vectors.hex(vector, "keyData"));
    private final Device reader = new Device(new Random(1), key);

    @Test
    void expandsTheKeyIntoFive() {
        assertThat(key.indexKey()).isEqualTo(Vectors.hex(vector, "indexKey"));
        assertThat(key.valueEncryptionKey()).isEqualTo(Vectors.hex(vector, "valueEncKey"));
        assertThat(key.valueMacKey()).isEqualTo(Vectors.hex(vector, "valueMacKey"));
        assertThat(key.snapshotMacKey()).isEqualTo(Vectors.hex(vector, "snapshotMacKey"));
        assertThat(key.patchMacKey()).isEqualTo(Vectors.hex(vector, "patchMacKey"));
        assertThat(keyId).isEqualTo(SyncKeyId.of(1, 1));
    }

    @Test
    void addsValueMacsToTheHashAndTakesThemAway() {
        LtHash first = LtHash.ZERO.plus(valueMac(1, 0));
        assertThat(first.bytes()).isEqualTo(Vectors.hex(patch(1), "ltHash"));
        LtHash second = first.minus(valueMac(1, 0)).plus(valueMac(2, 1)).plus(valueMac(2, 0));
        assertThat(second.bytes()).isEqualTo(Vectors.hex(patch(2), "ltHash"));
        assertThat(second.minus(valueMac(2, 1)).bytes()).isEqualTo(Vectors.hex(patch(3), "ltHash"));
        assertThat(LtHash.ZERO.plus(valueMac(2, 0)).bytes()).isEqualTo(Vectors.hex(patch(3), "ltHash"));
    }

    @Test
    void writesTheFirstPatchByteForByte() {
        SyncdPatch built = builtPatches().getFirst();
        assertThat(HexFormat.of().formatHex(stamped(built, 1)))
                .isEqualTo(patch(1).required("bytes").asString());
    }

    @Test
    void sealsTheContentOfTheFirstRecordAsTheOthersDo() throws Exception {
        byte[] iv = new byte[16];
        Arrays.fill(iv, (byte) 0x10);
        SealedMutation sealed = SealedMutation.seal(Actions.pin(CHAT, true, TIME), key, iv);
        assertThat(sealed.indexMac()).isEqualTo(Mac.of(Vectors.hex(vector, "indexMacOfPin")));
        byte[] content = AesCbc.decrypt(
                key.valueEncryptionKey(),
                iv,
                sealed.ivAndCiphertext().substring(16).toByteArray());
        assertThat(content).isEqualTo(Vectors.hex(vector, "syncActionDataOfPatch1"));
        assertThat(SyncActionData.parseFrom(content).hasPadding()).isTrue();
    }

    @Test
    void makesTheMacsOfAllThreePatches() {
        List<SyncdPatch> built = builtPatches();
        for (int number = 1; number <= 3; number++) {
            SyncdPatch patch = built.get(number - 1);
            assertThat(patch.getSnapshotMac().toByteArray()).isEqualTo(Vectors.hex(patch(number), "snapshotMac"));
            assertThat(patch.getPatchMac().toByteArray()).isEqualTo(Vectors.hex(patch(number), "patchMac"));
            for (int i = 0; i < patch.getMutationsCount(); i++) {
                SyncdMutation mutation = patch.getMutations(i);
                assertThat(SealedMutation.parse(mutation).valueMac()).isEqualTo(valueMac(number, i));
            }
        }
    }

    @Test
    void readsThePatchesOneAfterTheOther() {
        List<SyncdPatch> built = builtPatches();
        for (int number = 1; number <= 3; number++) {
            byte[] bytes = number == 1 ? Vectors.hex(patch(1), "bytes") : stamped(built.get(number - 1), number);
            assertThat(reader.apply(bytes)).isInstanceOf(Applied.class);
            assertThat(reader.state().hash().bytes()).isEqualTo(Vectors.hex(patch(number), "ltHash"));
            assertThat(reader.state().version()).isEqualTo(number);
            assertThat(reader.state().diverged()).isFalse();
        }
        assertThat(reader.records.values()).containsExactly(Actions.pin(CHAT, false, TIME + 1000));
    }

    @Test
    void readsTheSnapshotAndIsWhereThePatchesLead() {
        assertThat(reader.read(Vectors.hex(vector, "snapshot"))).isInstanceOf(Applied.class);
        assertThat(reader.state().hash().bytes()).isEqualTo(Vectors.hex(patch(3), "ltHash"));
        assertThat(reader.state().version()).isEqualTo(3);
        assertThat(reader.records.values()).containsExactly(Actions.pin(CHAT, false, TIME + 1000));
    }

    /// By [PatchBuilder], with the vector's IVs.
    private List<SyncdPatch> builtPatches() {
        PatchBuilder builder = new PatchBuilder(new FixedRandom(0x10, 0x11, 0x12, 0x13));
        Device writer = new Device(new Random(2), key);
        List<SyncdPatch> built = new ArrayList<>();
        for (List<SyncAction> actions : List.of(
                List.of(Actions.pin(CHAT, true, TIME)),
                List.of(Actions.pin(CHAT, false, TIME + 1000), Actions.archive(CHAT, true, TIME + 1000)),
                List.of(SyncAction.remove(ActionType.ARCHIVE, TIME + 2000, CHAT)))) {
            BuiltPatch patch = builder.build(writer.state(), writer.valueMacs(), List.of(key), actions)
                    .orElseThrow();
            built.add(patch.patch());
            assertThat(writer.apply(stamped(patch.patch(), built.size()))).isEqualTo(patch.outcome());
        }
        return built;
    }

    private static byte[] stamped(SyncdPatch patch, long version) {
        return patch.toBuilder()
                .setVersion(SyncdVersion.newBuilder().setVersion(version))
                .build()
                .toByteArray();
    }

    private JsonNode patch(int number) {
        return vector.required("patches").required(number - 1);
    }

    private Mac valueMac(int patch, int index) {
        return Mac.of(HexFormat.of()
                .parseHex(patch(patch).required("valueMacs").required(index).asString()));
    }
}
