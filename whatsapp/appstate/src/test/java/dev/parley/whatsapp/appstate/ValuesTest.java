package dev.parley.whatsapp.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void keyIdsNameDeviceAndEpoch() {
        SyncKeyId id = SyncKeyId.of(0xABCD, 0xFFFFFFFEL);
        assertThat(id.bytes()).containsExactly(0xAB, 0xCD, 0xFF, 0xFF, 0xFF, 0xFE);
        assertThat(id.epoch()).isEqualTo(0xFFFFFFFEL);
        assertThat(SyncKeyId.of(new byte[7]).epoch()).isZero();
        assertThat(SyncKeyId.of(new byte[7])).isNotEqualTo(SyncKeyId.of(new byte[6]));
    }

    @Test
    void refuseOtherLengths() {
        assertThatThrownBy(() -> SyncKeyId.of(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyncKeyId.of(new byte[33])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyncKeyId.of(0x10000, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyncKeyId.of(0, 1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyncKey.of(SyncKeyId.of(0, 1), new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mac.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LtHash.of(new byte[127])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void statesSurviveStorage() {
        byte[] hash = new byte[LtHash.LENGTH];
        hash[5] = 7;
        for (CollectionState state : new CollectionState[] {
            CollectionState.initial(CollectionName.REGULAR),
            new CollectionState(CollectionName.REGULAR, Long.MAX_VALUE, LtHash.of(hash), true)
        }) {
            assertThat(CollectionState.parse(CollectionName.REGULAR, state.toByteArray()))
                    .isEqualTo(state);
        }
    }

    @Test
    void refuseStoredBytesThatAreNoState() {
        for (byte[] stored : new byte[][] {{1}, {0x12, 1, 0}, {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}}) {
            assertThatThrownBy(() -> CollectionState.parse(CollectionName.REGULAR, stored))
                    .isInstanceOf(CorruptStateException.class);
        }
    }

    @Test
    void collectionsAreFoundByTheirNames() {
        assertThat(CollectionName.of("critical_unblock_low")).contains(CollectionName.CRITICAL_UNBLOCK_LOW);
        assertThat(CollectionName.of("regular_medium")).isEmpty();
    }

    @Test
    void keysShowNoContent() {
        assertThat(SyncKey.of(SyncKeyId.of(0, 1), new byte[32]).toString())
                .isEqualTo("SyncKey[SyncKeyId[000000000001]]");
    }
}
