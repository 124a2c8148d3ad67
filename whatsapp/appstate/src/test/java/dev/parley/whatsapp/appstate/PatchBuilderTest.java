package dev.parley.whatsapp.appstate;

import static dev.parley.whatsapp.appstate.Actions.CHAT;
import static dev.parley.whatsapp.appstate.Actions.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.proto.StarAction;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdMutation;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatchBuilderTest {
    private final SyncKey key = SyncKey.of(SyncKeyId.of(0, 1), new byte[32]);
    private final CollectionState empty = CollectionState.initial(CollectionName.REGULAR_LOW);
    private final PatchBuilder builder = new PatchBuilder(new SeededRandom(1));

    @Test
    void leavesTheVersionToTheServer() {
        BuiltPatch built = build(List.of(Actions.pin(CHAT, true, TIME)));
        assertThat(built.patch().hasVersion()).isFalse();
        assertThat(built.outcome().state().version()).isEqualTo(1);
    }

    @Test
    void buildsAgainAfterAConflict() {
        BlindServer server = new BlindServer();
        Device one = new Device(new Random(1), key);
        Device other = new Device(new Random(2), key);
        BuiltPatch first = one.build(key, Actions.pin(CHAT, true, TIME));
        BuiltPatch conflicting = other.build(key, Actions.archive(CHAT, true, TIME));
        assertThat(server.upload(0, first.patch())).isTrue();
        assertThat(server.upload(0, conflicting.patch())).isFalse();

        other.apply(server.patch(1));
        BuiltPatch again = other.build(key, Actions.archive(CHAT, true, TIME));
        assertThat(server.upload(1, again.patch())).isTrue();
        assertThat(other.apply(server.patch(2))).isEqualTo(again.outcome());
        one.apply(server.patch(1));
        one.apply(server.patch(2));
        one.assertSameAs(other);
        assertThat(one.records).hasSize(2);
    }

    @Test
    void buildsNothingOnAStateThatHasDiverged() {
        assertThat(builder.build(
                        empty.withDiverged(), ValueMacs.NONE, List.of(key), List.of(Actions.pin(CHAT, true, TIME))))
                .isEmpty();
    }

    @Test
    void refusesTwoActionsWithOneIndex() {
        assertRefused(
                List.of(Actions.pin(CHAT, true, TIME), SyncAction.remove(ActionType.PIN, TIME, CHAT)), "one index");
    }

    @Test
    void refusesAnActionOfAnotherCollection() {
        SyncAction star = SyncAction.set(
                ActionType.STAR,
                SyncActionValue.newBuilder()
                        .setStarAction(StarAction.newBuilder().setStarred(true))
                        .build(),
                CHAT,
                "3EB0",
                "1",
                "0");
        assertRefused(List.of(star), "REGULAR_LOW");
    }

    @Test
    void writes1To50Actions() {
        assertRefused(List.of(), "not 0");
        assertThat(build(pins(50)).patch().getMutationsCount()).isEqualTo(50);
        assertRefused(pins(51), "not 51");
    }

    @Test
    void movesARecordToTheNewestKey() {
        SyncKey newKey = SyncKey.of(SyncKeyId.of(0, 2), Actions.NEW_KEY);
        BlindServer server = new BlindServer();
        Device device = new Device(new Random(1), key, newKey);
        server.upload(0, device.build(key, Actions.pin(CHAT, true, TIME)).patch());
        device.apply(server.patch(1));

        BuiltPatch moved = device.build(newKey, Actions.pin(CHAT, false, TIME));
        assertThat(moved.patch().getMutationsList())
                .extracting(SyncdMutation::getOperation)
                .containsExactly(SyncdMutation.Operation.REMOVE, SyncdMutation.Operation.SET);
        assertThat(moved.outcome().actions()).containsExactly(Actions.pin(CHAT, false, TIME));
        server.upload(1, moved.patch());
        assertThat(device.apply(server.patch(2))).isEqualTo(moved.outcome());
        assertThat(device.valueMacs).hasSize(1);

        BuiltPatch gone = device.build(key, SyncAction.remove(ActionType.PIN, TIME, CHAT));
        assertThat(gone.patch().getMutationsList()).hasSize(1);
        assertThat(gone.outcome().state().hash()).isEqualTo(LtHash.ZERO);
    }

    @Test
    void needsAKey() {
        assertThatThrownBy(
                        () -> builder.build(empty, ValueMacs.NONE, List.of(), List.of(Actions.pin(CHAT, true, TIME))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<SyncAction> pins(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Actions.pin(i + "@lid", true, TIME))
                .toList();
    }

    private BuiltPatch build(List<SyncAction> actions) {
        return builder.build(empty, ValueMacs.NONE, List.of(key), actions).orElseThrow();
    }

    private void assertRefused(List<SyncAction> actions, String message) {
        assertThatThrownBy(() -> build(actions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
