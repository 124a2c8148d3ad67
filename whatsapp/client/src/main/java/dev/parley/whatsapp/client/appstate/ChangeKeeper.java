package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.appstate.ActionIndex;
import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.Applied;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.PatchReader;
import dev.parley.whatsapp.appstate.PatchResult;
import dev.parley.whatsapp.appstate.RecoveryReader;
import dev.parley.whatsapp.appstate.SnapshotReader;
import dev.parley.whatsapp.appstate.SnapshotResult;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.CollectionRecords;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.StoredSyncProgress;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.proto.SyncdMutation.Operation;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes what was read of a collection into the store: version, hash and value MACs together with the events
/// that the changes mean, and with the intents that they fulfil. Every method runs inside a transaction.
final class ChangeKeeper {
    private final EventConsumer consumer;
    private final IdentityMerger identities;
    private final NctSaltListener nctSalt;
    private final OwnNameListener ownName;
    private final Consumer<List<Long>> fulfilled;
    private final InstantSource clock;

    /// @param fulfilled told after the commit which intents are done
    ChangeKeeper(
            EventConsumer consumer,
            IdentityMerger identities,
            NctSaltListener nctSalt,
            OwnNameListener ownName,
            Consumer<List<Long>> fulfilled,
            InstantSource clock) {
        this.consumer = consumer;
        this.identities = identities;
        this.nctSalt = nctSalt;
        this.ownName = ownName;
        this.fulfilled = fulfilled;
        this.clock = clock;
    }

    /// Applies a patch on top of what is stored.
    ///
    /// @param mutations the decrypted blob, if the patch has one
    PatchResult apply(
            Records records, CollectionName collection, Bytes patch, Optional<byte[]> mutations, Answers answers) {
        CollectionRecords collections = records.collections();
        PatchReader reader = new PatchReader(records.syncKeys());
        var state = collections.state(collection);
        var valueMacs = collections.valueMacs(collection);
        PatchResult result = mutations
                .map(blob -> reader.apply(state, valueMacs, patch.toByteArray(), blob))
                .orElseGet(() -> reader.apply(state, valueMacs, patch.toByteArray()));
        if (result instanceof Applied applied) {
            collections.apply(applied);
            tell(records, applied, answers);
        }
        return result;
    }

    /// Puts a snapshot in place of what is stored.
    SnapshotResult replace(Records records, CollectionName collection, byte[] snapshot, Answers answers) {
        return replace(records, new SnapshotReader(records.syncKeys()).read(collection, snapshot), answers);
    }

    /// Puts what the phone sent in the clear in place of what is stored.
    SnapshotResult recover(Records records, CollectionName collection, byte[] recovery, Answers answers) {
        return replace(records, new RecoveryReader(records.syncKeys()).read(collection, recovery), answers);
    }

    private SnapshotResult replace(Records records, SnapshotResult result, Answers answers) {
        if (result instanceof Applied applied) {
            records.collections().replace(applied);
            tell(records, applied, answers);
        }
        return result;
    }

    /// All has been read from the start: what was there before and is no more was undone.
    void settle(Records records, CollectionName collection, Answers answers) {
        SyncActionValue now = SyncActionValue.newBuilder()
                .setTimestamp(clock.instant().toEpochMilli())
                .build();
        List<SyncAction> undone = records.collections().vanished(collection).stream()
                .map(index -> new SyncAction(Operation.REMOVE, index, now, 0))
                .toList();
        if (!undone.isEmpty()) {
            tell(records, collection, undone, answers);
        }
    }

    private void tell(Records records, Applied applied, Answers answers) {
        CollectionName collection = applied.state().collection();
        tell(records, collection, meant(records, collection, applied.actions()), answers);
        List<Long> done = records.syncIntents().fulfil(applied.actions());
        if (!done.isEmpty()) {
            answers.afterwards(() -> fulfilled.accept(done));
        }
    }

    /// A record that goes is no removal while another says the same under a newer key.
    private static List<SyncAction> meant(Records records, CollectionName collection, List<SyncAction> actions) {
        if (actions.stream().noneMatch(ChangeKeeper::isRemoval)) {
            return actions;
        }
        Set<ActionIndex> present = records.collections().present(collection);
        return actions.stream()
                .filter(action -> !isRemoval(action) || !present.contains(action.index()))
                .toList();
    }

    private static boolean isRemoval(SyncAction action) {
        return action.operation() == Operation.REMOVE;
    }

    private void tell(Records records, CollectionName collection, List<SyncAction> actions, Answers answers) {
        StoredSyncProgress progress = records.collections().progress(collection);
        boolean initial = !progress.getComplete() || progress.getAfresh();
        Account account = records.credentials()
                .read()
                .flatMap(Credentials::account)
                .orElseThrow(() -> new IllegalStateException("the device is not linked"));
        ActionReader reader = new ActionReader(records, account);
        for (SyncAction action : actions) {
            learnNames(records, action);
            reader.read(action).ifPresent(change -> {
                consumer.store(new StoredEvent.AppStateChanged(change, ActionReader.time(action.value()), initial));
                if (change instanceof AppStateChange.OwnNameChanged(String name)) {
                    ownName.changed(records, name, account, answers);
                }
            });
            tellNctSalt(records, action);
        }
    }

    private void tellNctSalt(Records records, SyncAction action) {
        if (ActionType.of(action.index()).filter(ActionType.NCT_SALT::equals).isPresent()) {
            boolean set = action.operation() == Operation.SET
                    && !action.value().getNctSaltSyncAction().getSalt().isEmpty();
            nctSalt.changed(
                    records,
                    set
                            ? Optional.of(Bytes.wrap(action.value()
                                    .getNctSaltSyncAction()
                                    .getSalt()
                                    .toByteArray()))
                            : Optional.empty());
        }
    }

    /// Contacts by number carry their LID, and chats by LID their number.
    private void learnNames(Records records, SyncAction action) {
        Optional<ActionType> type = ActionType.of(action.index());
        List<String> arguments = action.index().arguments();
        if (type.isEmpty() || arguments.isEmpty() || action.operation() != Operation.SET) {
            return;
        }
        Optional<Jid> one = person(arguments.getFirst());
        switch (type.get()) {
            case CONTACT -> {
                identities.learn(
                        records, one, person(action.value().getContactAction().getLidJid()));
            }
            case PN_FOR_LID_CHAT ->
                identities.learn(
                        records,
                        one,
                        person(action.value().getPnForLidChatAction().getPnJid()));
            default -> {
                // Names one person at most.
            }
        }
    }

    private static Optional<Jid> person(String text) {
        return Jid.parse(text).filter(Jid::isPerson).map(Jid::bare);
    }
}
