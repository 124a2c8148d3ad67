package dev.parley.whatsapp.appstate;

import static dev.parley.whatsapp.appstate.Actions.CHAT;
import static dev.parley.whatsapp.appstate.Actions.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.appstate.PatchResult.AlreadyApplied;
import dev.parley.whatsapp.appstate.PatchResult.ExternalMutations;
import dev.parley.whatsapp.appstate.PatchResult.VersionGap;
import dev.parley.whatsapp.proto.ExternalBlobReference;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdKeyId;
import dev.parley.whatsapp.proto.SyncdMutation;
import dev.parley.whatsapp.proto.SyncdMutations;
import dev.parley.whatsapp.proto.SyncdPatch;
import dev.parley.whatsapp.proto.SyncdVersion;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchReaderTest {
    private final SyncKey oldKey = SyncKey.of(SyncKeyId.of(0, 1), new byte[32]);
    private final SyncKey newKey = SyncKey.of(SyncKeyId.of(3, 2), Actions.NEW_KEY);
    private final Device phone = new Device(new Random(1), oldKey, newKey);
    private final Device companion = new Device(new Random(2), oldKey, newKey);

    @Test
    void appliesAPatchOnceAndInOrder() {
        byte[] first = write(oldKey, Actions.pin(CHAT, true, TIME));
        byte[] second = write(oldKey, Actions.pin(CHAT, false, TIME));
        byte[] third = write(oldKey, Actions.pin(CHAT, true, TIME));
        companion.apply(first);
        assertThat(companion.apply(third)).isEqualTo(new VersionGap(2, 3));
        companion.apply(second);
        assertThat(companion.apply(first)).isEqualTo(new AlreadyApplied(1));
        assertThat(companion.apply(second)).isEqualTo(new AlreadyApplied(2));
        companion.apply(third);
        companion.assertSameAs(phone);
    }

    @Test
    void namesTheMissingKeysOfPatchAndRecords() {
        companion.apply(write(oldKey, Actions.pin(CHAT, true, TIME)));
        byte[] patch = write(newKey, Actions.archive(CHAT, true, TIME));
        companion.keys.clear();
        assertThat(companion.apply(patch)).isEqualTo(new MissingKeys(Set.of(newKey.id())));

        byte[] mixed = edited(patch, builder -> builder.setKeyId(keyId(oldKey)));
        assertThat(companion.apply(mixed)).isEqualTo(new MissingKeys(Set.of(oldKey.id(), newKey.id())));
        assertThat(companion.state().version()).isEqualTo(1);

        companion.keys.put(newKey.id(), newKey);
        assertThat(companion.apply(patch)).isInstanceOf(Applied.class);
    }

    @Test
    void readsRecordsUnderSeveralKeys() {
        companion.apply(write(oldKey, Actions.pin(CHAT, true, TIME)));
        companion.apply(write(newKey, Actions.archive(CHAT, true, TIME)));
        companion.apply(write(newKey, Actions.pin(CHAT, false, TIME)));
        companion.assertSameAs(phone);
        assertThat(companion.state().diverged()).isFalse();
    }

    @Test
    void fetchesTheMutationsOfAnExternalBlobAndLeavesThoseInThePatch() {
        byte[] inline = write(oldKey, Actions.pin(CHAT, true, TIME));
        SyncdPatch parsed = parse(inline);
        ExternalBlobReference reference =
                ExternalBlobReference.newBuilder().setDirectPath("/v/blob?x").build();
        byte[] external =
                parsed.toBuilder().setExternalMutations(reference).build().toByteArray();
        byte[] blob = SyncdMutations.newBuilder()
                .addAllMutations(parsed.getMutationsList())
                .build()
                .toByteArray();

        assertThat(companion.apply(external)).isEqualTo(new ExternalMutations(reference));
        PatchResult result = new PatchReader(id -> Optional.of(oldKey))
                .apply(companion.state(), companion.valueMacs(), external, blob);
        assertThat(result).isInstanceOf(Applied.class);
        assertThat(((Applied) result).state()).isEqualTo(phone.state());
        assertThat(new PatchReader(id -> Optional.of(oldKey))
                        .apply(companion.state(), companion.valueMacs(), external, new byte[] {1}))
                .isEqualTo(new Refused(Refusal.MALFORMED, "mutations of 1 bytes"));
    }

    @Test
    void acceptsARemovalOfWhatIsNotThere() {
        companion.apply(write(oldKey, SyncAction.remove(ActionType.PIN, TIME, CHAT)));
        assertThat(companion.state().hash()).isEqualTo(LtHash.ZERO);
        assertThat(companion.state().diverged()).isFalse();
    }

    @Test
    void countsAnActionThatItDoesNotKnow() {
        SyncAction unknown = new SyncAction(
                SyncdMutation.Operation.SET,
                ActionIndex.of("brand_new", CHAT),
                SyncActionValue.getDefaultInstance(),
                9);
        companion.apply(write(oldKey, unknown));
        companion.assertSameAs(phone);
        assertThat(ActionType.of(companion.records.keySet().iterator().next())).isEmpty();
    }

    @Test
    void goesOnMarkedAsDivergedWhenAWriterLostCount() {
        companion.apply(write(oldKey, Actions.pin(CHAT, true, TIME)));
        phone.valueMacs.clear();
        byte[] wrong = write(oldKey, Actions.pin(CHAT, false, TIME));
        assertThat(companion.apply(wrong)).isInstanceOf(Applied.class);
        assertThat(companion.state().diverged()).isTrue();
        assertThat(companion.records.values()).containsExactly(Actions.pin(CHAT, false, TIME));

        assertThat(companion.apply(write(oldKey, Actions.archive(CHAT, true, TIME))))
                .isInstanceOf(Applied.class);
        assertThat(companion.state().diverged()).isTrue();
    }

    @Test
    void startsWithTheFirstPatchOnly() {
        write(oldKey, Actions.pin(CHAT, true, TIME));
        assertThat(companion.apply(write(oldKey, Actions.pin(CHAT, false, TIME))))
                .isEqualTo(new VersionGap(1, 2));
    }

    @Test
    void aRecordSetAndRemovedInOnePatchIsSet() {
        companion.apply(write(oldKey, Actions.pin(CHAT, true, TIME)));
        SyncAction set = Actions.pin(CHAT, false, TIME + 1);
        Mutation first = sealed(set, 1);
        Mutation second = sealed(SyncAction.remove(ActionType.PIN, TIME + 1, CHAT), 2);
        for (List<Mutation> order : List.of(List.of(first, second), List.of(second, first))) {
            List<Mutation> counted = Mutation.removalsFirst(order);
            CollectionState next = companion.state().next(counted, 2, companion.valueMacs());
            assertThat(next.hash()).isEqualTo(LtHash.ZERO.plus(first.valueMac()));
            Applied applied = Applied.of(next, counted);
            assertThat(applied.actions()).containsExactly(set);
            assertThat(applied.changes().getLast())
                    .isEqualTo(new ValueMacChange(
                            first.indexMac(),
                            Optional.of(first.valueMac()),
                            first.action().index()));
        }
    }

    private Mutation sealed(SyncAction action, int iv) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) iv;
        return SealedMutation.seal(action, oldKey, bytes).open(oldKey);
    }

    @Test
    void refusesAPatchThatNoDeviceOfTheAccountMade() {
        byte[] patch = write(oldKey, Actions.pin(CHAT, true, TIME), Actions.archive(CHAT, true, TIME));
        SyncdMutation second = parse(patch).getMutations(1);
        assertRefused(Refusal.PATCH_MAC, edited(patch, builder -> builder.removeMutations(1)));
        assertRefused(Refusal.PATCH_MAC, edited(patch, builder -> builder.addMutations(second)));
        assertRefused(
                Refusal.PATCH_MAC,
                edited(patch, builder -> builder.removeMutations(1).addMutations(0, second)));
        assertRefused(
                Refusal.PATCH_MAC, edited(patch, builder -> builder.setSnapshotMac(ByteString.copyFrom(new byte[32]))));
        assertRefused(Refusal.PATCH_MAC, edited(patch, builder -> builder.setKeyId(keyId(newKey))));
    }

    @Test
    void refusesAPatchUnderAnotherVersion() {
        companion.apply(write(oldKey, Actions.pin(CHAT, true, TIME)));
        write(oldKey, Actions.pin(CHAT, false, TIME));
        byte[] third = write(oldKey, Actions.pin(CHAT, true, TIME));
        assertRefused(
                Refusal.PATCH_MAC,
                edited(
                        third,
                        builder -> builder.setVersion(SyncdVersion.newBuilder().setVersion(2))));
    }

    @Test
    void refusesAPatchOfAnotherCollection() {
        byte[] patch = write(oldKey, Actions.pin(CHAT, true, TIME));
        PatchResult result = new PatchReader(id -> Optional.of(oldKey))
                .apply(CollectionState.initial(CollectionName.REGULAR), ValueMacs.NONE, patch);
        assertThat(((Refused) result).reason()).isEqualTo(Refusal.PATCH_MAC);
    }

    @Test
    void refusesAnExchangedOperationValueOrIndex() {
        byte[] patch = write(oldKey, Actions.pin(CHAT, true, TIME), Actions.archive(CHAT, true, TIME));
        SyncdMutation.Builder first = parse(patch).getMutations(0).toBuilder();
        assertRefused(
                Refusal.VALUE_MAC,
                edited(
                        patch,
                        builder ->
                                builder.setMutations(0, first.clone().setOperation(SyncdMutation.Operation.REMOVE))));
        SyncdMutation.Builder exchanged = first.clone();
        exchanged
                .getRecordBuilder()
                .setIndex(parse(patch).getMutations(1).getRecord().getIndex());
        assertRefused(Refusal.INDEX_MAC, edited(patch, builder -> builder.setMutations(0, exchanged)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 63, 65, 95})
    void refusesAValueThatIsNotOfWholeBlocks(int length) {
        byte[] patch = write(oldKey, Actions.pin(CHAT, true, TIME));
        SyncdMutation.Builder mutation = parse(patch).getMutations(0).toBuilder();
        mutation.getRecordBuilder().getValueBuilder().setBlob(ByteString.copyFrom(new byte[length]));
        assertRefused(Refusal.MALFORMED, edited(patch, builder -> builder.setMutations(0, mutation)));
    }

    @Test
    void refusesAPatchThatLacksAPart() {
        byte[] patch = write(oldKey, Actions.pin(CHAT, true, TIME));
        assertRefused(Refusal.MALFORMED, edited(patch, SyncdPatch.Builder::clearVersion));
        assertRefused(
                Refusal.MALFORMED,
                edited(
                        patch,
                        builder -> builder.setVersion(SyncdVersion.newBuilder().setVersion(-1))));
        assertRefused(Refusal.MALFORMED, edited(patch, SyncdPatch.Builder::clearSnapshotMac));
        assertRefused(Refusal.MALFORMED, edited(patch, SyncdPatch.Builder::clearPatchMac));
        assertRefused(Refusal.MALFORMED, edited(patch, SyncdPatch.Builder::clearKeyId));
        assertRefused(
                Refusal.MALFORMED,
                edited(
                        patch,
                        builder -> builder.setKeyId(SyncdKeyId.newBuilder().setId(ByteString.copyFrom(new byte[33])))));
    }

    @Test
    void refusesMoreMutationsThanAnyAccountHas() {
        byte[] patch = write(oldKey, Actions.pin(CHAT, true, TIME));
        SyncdPatch.Builder large =
                SyncdPatch.newBuilder().setVersion(parse(patch).getVersion());
        for (int i = 0; i <= WireFields.MAX_RECORDS; i++) {
            large.addMutations(SyncdMutation.getDefaultInstance());
        }
        assertThat(companion.apply(large.build().toByteArray()))
                .isEqualTo(new Refused(Refusal.MALFORMED, "100001 records"));
    }

    /// Written and applied by the phone; ready for the companion.
    private byte[] write(SyncKey key, SyncAction... actions) {
        long version = phone.state().version() + 1;
        byte[] patch = phone.build(key, actions).patch().toBuilder()
                .setVersion(SyncdVersion.newBuilder().setVersion(version))
                .build()
                .toByteArray();
        assertThat(phone.apply(patch)).isInstanceOf(Applied.class);
        return patch;
    }

    private void assertRefused(Refusal reason, byte[] patch) {
        PatchResult result = companion.apply(patch);
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).reason()).isEqualTo(reason);
    }

    private static byte[] edited(byte[] patch, UnaryOperator<SyncdPatch.Builder> edit) {
        return edit.apply(parse(patch).toBuilder()).build().toByteArray();
    }

    private static SyncdPatch parse(byte[] patch) {
        try {
            return SyncdPatch.parseFrom(patch);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static SyncdKeyId keyId(SyncKey key) {
        return SyncdKeyId.newBuilder()
                .setId(ByteString.copyFrom(key.id().bytes()))
                .build();
    }
}
