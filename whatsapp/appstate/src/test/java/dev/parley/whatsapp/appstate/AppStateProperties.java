package dev.parley.whatsapp.appstate;

import static dev.parley.whatsapp.appstate.Actions.CHAT;
import static dev.parley.whatsapp.appstate.Actions.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AppStateProperties {
    private static final int CHATS = 6;

    private final SyncKey oldKey = SyncKey.of(SyncKeyId.of(0, 1), new byte[32]);
    private final SyncKey newKey = SyncKey.of(SyncKeyId.of(0, 2), Actions.NEW_KEY);

    /// One device's turn: it reads what is new, or a snapshot, and writes.
    record Turn(int device, boolean fromSnapshot, boolean withNewKey, List<Change> changes) {}

    record Change(int chat, boolean archive, boolean remove, boolean on) {
        SyncAction action(long time) {
            String jid = "1555000000" + chat + "@s.whatsapp.net";
            if (remove) {
                return SyncAction.remove(archive ? ActionType.ARCHIVE : ActionType.PIN, time, jid);
            }
            return archive ? Actions.archive(jid, on, time) : Actions.pin(jid, on, time);
        }
    }

    @Property(tries = 60)
    void allDevicesAgreeWhoeverWritesAndHoweverTheyRead(@ForAll long seed, @ForAll("turns") List<Turn> turns) {
        BlindServer server = new BlindServer();
        List<Device> devices = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            devices.add(new Device(random, oldKey, newKey));
        }
        Map<ActionIndex, SyncAction> expected = new HashMap<>();
        for (Turn turn : turns) {
            Device device = devices.get(turn.device);
            catchUp(device, server, turn.fromSnapshot);
            SyncAction[] actions = actions(turn, TIME + server.version());
            BuiltPatch built = device.build(turn.withNewKey ? newKey : oldKey, actions);
            assertThat(server.upload(device.state().version(), built.patch())).isTrue();
            assertThat(device.apply(server.patch(server.version()))).isEqualTo(built.outcome());
            for (SyncAction action : actions) {
                expected.remove(action.index());
                if (action.operation() == Operation.SET) {
                    expected.put(action.index(), action);
                }
            }
        }
        for (Device device : devices) {
            catchUp(device, server, false);
            device.assertSameAs(devices.getFirst());
            assertThat(device.records).isEqualTo(expected);
            assertThat(device.state().diverged()).isFalse();
            assertThat(device.state().hash()).isEqualTo(sum(device.valueMacs.values()));
        }
    }

    /// At most one for each index, as a patch demands.
    private static SyncAction[] actions(Turn turn, long time) {
        Map<ActionIndex, SyncAction> actions = new HashMap<>();
        turn.changes.forEach(change -> {
            SyncAction action = change.action(time);
            actions.put(action.index(), action);
        });
        return actions.values().toArray(SyncAction[]::new);
    }

    private static void catchUp(Device device, BlindServer server, boolean fromSnapshot) {
        if (fromSnapshot && server.version() > 0) {
            assertThat(device.read(server.snapshot())).isInstanceOf(Applied.class);
        }
        for (long version = device.state().version() + 1; version <= server.version(); version++) {
            assertThat(device.apply(server.patch(version))).isInstanceOf(Applied.class);
        }
    }

    private static LtHash sum(Collection<Mac> valueMacs) {
        LtHash sum = LtHash.ZERO;
        for (Mac mac : valueMacs) {
            sum = sum.plus(mac);
        }
        return sum;
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<Boolean> booleans = Arbitraries.of(true, false);
        Arbitrary<Change> changes = Combinators.combine(
                        Arbitraries.integers().between(0, CHATS - 1),
                        booleans,
                        Arbitraries.of(true, false, false),
                        booleans)
                .as(Change::new);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false, false, false),
                        booleans,
                        changes.list().ofMinSize(1).ofMaxSize(8))
                .as(Turn::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Property(tries = 50)
    void theHashKnowsNoOrder(@ForAll @Size(min = 1, max = 20) List<@Size(value = 32) byte[]> codes, @ForAll long seed) {
        List<Mac> macs = new ArrayList<>(codes.stream().map(Mac::of).toList());
        LtHash sum = sum(macs);
        Collections.shuffle(macs, new Random(seed));
        assertThat(sum(macs)).isEqualTo(sum);
        for (Mac mac : macs) {
            sum = sum.minus(mac);
        }
        assertThat(sum).isEqualTo(LtHash.ZERO);
    }

    @Property(tries = 500)
    void aDamagedPatchIsNeverAppliedDifferently(
            @ForAll @IntRange(max = 1000) int at, @ForAll @Size(min = 1, max = 4) byte[] damage) {
        Device device = new Device(new Random(1), oldKey);
        BlindServer server = new BlindServer();
        BuiltPatch built = device.build(oldKey, Actions.pin(CHAT, true, TIME), Actions.archive(CHAT, true, TIME));
        server.upload(0, built.patch());
        PatchResult result = device.apply(patched(server.patch(1), at, damage));
        if (result instanceof Applied) {
            assertThat(result).isEqualTo(built.outcome());
        }
    }

    @Property(tries = 500)
    void aDamagedSnapshotIsNeverReadDifferently(
            @ForAll @IntRange(max = 1000) int at, @ForAll @Size(min = 1, max = 4) byte[] damage) {
        Device device = new Device(new Random(1), oldKey);
        BlindServer server = new BlindServer();
        BuiltPatch built = device.build(oldKey, Actions.pin(CHAT, true, TIME), Actions.archive(CHAT, true, TIME));
        server.upload(0, built.patch());
        SnapshotResult result = device.read(patched(server.snapshot(), at, damage));
        if (result instanceof Applied) {
            assertThat(result).isEqualTo(built.outcome());
        }
    }

    @Property(tries = 500)
    void arbitraryBytesAreRefused(@ForAll @Size(max = 200) byte[] bytes) {
        Device device = new Device(new Random(1), oldKey);
        assertThat(device.apply(bytes)).isNotInstanceOf(Applied.class);
        assertThat(device.read(bytes)).isInstanceOf(Refused.class);
    }

    @Property(tries = 500)
    void anyBytesCanBeAnIndex(@ForAll @Size(max = 40) byte[] bytes) {
        ActionIndex index = ActionIndex.read(bytes);
        assertThat(index.shared()).isEqualTo(bytes);
        assertThat(index.action()).isNotNull();
    }

    @Property(tries = 300)
    void anyStringsSurviveInAnIndex(@ForAll("texts") List<String> texts) {
        ActionIndex index = ActionIndex.of("action", texts.toArray(String[]::new));
        assertThat(ActionIndex.read(index.shared()).arguments()).isEqualTo(texts);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> text =
                Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(30);
        return text.list().ofMaxSize(10);
    }

    private static char[] surrogates() {
        char[] chars = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return chars;
    }

    private static byte[] patched(byte[] bytes, int at, byte[] damage) {
        byte[] patched = bytes.clone();
        for (int i = 0; i < damage.length; i++) {
            patched[(at + i) % patched.length] = damage[i];
        }
        return patched;
    }
}
