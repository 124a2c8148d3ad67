package dev.parley.whatsapp.client.appstate;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.Applied;
import dev.parley.whatsapp.appstate.BuiltPatch;
import dev.parley.whatsapp.appstate.CollectionName;
import dev.parley.whatsapp.appstate.CollectionState;
import dev.parley.whatsapp.appstate.MissingKeys;
import dev.parley.whatsapp.appstate.PatchBuilder;
import dev.parley.whatsapp.appstate.PatchResult;
import dev.parley.whatsapp.appstate.Refused;
import dev.parley.whatsapp.appstate.SnapshotResult;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.appstate.SyncKeyId;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.StoredSyncProgress;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the collections in step with the server: one worker at a time, woken whenever there may be something
/// to do, which looks into the store for what that is. So nothing is lost when the process ends anywhere: the
/// next login wakes it too.
///
/// A round either asks for the collections that are due, the critical ones before all others, or, when none is,
/// uploads what this device wants to change. After an upload the collection is asked for: the own patch comes
/// back like any other, and only that fulfils the intent.
final class Synchronizer {
    private static final Logger log = LoggerFactory.getLogger(Synchronizer.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    /// How long the phone has to answer before the other companions are asked for keys.
    private static final Duration PHONE_PATIENCE = Duration.ofSeconds(10);
    /// WhatsApp Web's limit of `has_more` in a row.
    private static final int MOST_ROUNDS = 500;
    private static final int MOST_WHEN_CLEAN = 16;
    private static final int MOST_UPLOADS = 5;
    /// In bytes, encrypted: 100,000 records of the size of contacts.
    private static final long MOST_BLOB_BYTES = 64L << 20;
    private static final Set<CollectionName> CRITICAL =
            Set.of(CollectionName.CRITICAL_BLOCK, CollectionName.CRITICAL_UNBLOCK_LOW);

    private final Vault vault;
    private final Link link;
    private final SyncKeyExchange keys;
    private final ChangeKeeper keeper;
    private final Recovery recovery;
    private final BlobSource blobs;
    private final PatchBuilder builder;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final Runnable firstTimeComplete;
    private final BiConsumer<List<Long>, Integer> refused;

    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicBoolean impatient = new AtomicBoolean();
    private final Queue<Runnable> whenClean = new ArrayBlockingQueue<>(MOST_WHEN_CLEAN);

    // What follows belongs to the worker.
    private final Map<CollectionName, Failure> failures = new EnumMap<>(CollectionName.class);
    private final Map<CollectionName, Attempts> uploads = new EnumMap<>(CollectionName.class);
    private final Set<CollectionName> resynced = EnumSet.noneOf(CollectionName.class);

    /// @param count in a row
    private record Failure(int count, Instant retryAt) {}

    /// @param intent the oldest that is waiting
    private record Attempts(long intent, int count) {}

    /// Where a collection was when it was asked for.
    private record Position(long version, long asked) {}

    private record Upload(long base, Bytes patch, List<Long> intents) {}

    /// @param firstTimeComplete told when every collection has been read once
    /// @param refused told which intents WhatsApp does not take, with its code
    Synchronizer(
            Vault vault,
            Link link,
            SyncKeyExchange keys,
            ChangeKeeper keeper,
            Recovery recovery,
            BlobSource blobs,
            PatchBuilder builder,
            Executor executor,
            ScheduledExecutorService timer,
            InstantSource clock,
            Runnable firstTimeComplete,
            BiConsumer<List<Long>, Integer> refused) {
        this.vault = vault;
        this.link = link;
        this.keys = keys;
        this.keeper = keeper;
        this.recovery = recovery;
        this.blobs = blobs;
        this.builder = builder;
        this.executor = executor;
        this.timer = timer;
        this.clock = clock;
        this.firstTimeComplete = firstTimeComplete;
        this.refused = refused;
    }

    /// Has the worker look for something to do. Returns at once.
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::work);
        }
    }

    /// As [#wake], without waiting until what failed may be tried again.
    void wakeImpatiently() {
        impatient.set(true);
        wake();
    }

    /// Has something done when no collection needs to be asked for any more. Left out when too much is
    /// waiting: the server says what is dirty again after the next login.
    void whenClean(Runnable task) {
        var _ = whenClean.offer(task);
    }

    private void work() {
        int seen;
        do {
            seen = wakes.get();
            try {
                pass();
            } catch (WhatsAppException e) {
                // The next login wakes the worker.
                log.debug("App state waits for the next connection: {}", e.getMessage());
            } catch (RuntimeException e) {
                log.error("The app state could not be kept in step", e);
            }
        } while (!wakes.compareAndSet(seen, 0));
    }

    private void pass() {
        if (impatient.getAndSet(false)) {
            failures.clear();
        }
        keys.settle();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Set<CollectionName> due = due();
            if (!due.isEmpty()) {
                download(due);
            } else if (!upload()) {
                break;
            }
        }
        askForKeys();
        clean();
        comeBack();
    }

    private void askForKeys() {
        Set<SyncKeyId> asked = keys.askPhone();
        if (!asked.isEmpty()) {
            var _ = timer.schedule(
                    () -> executor.execute(() -> askCompanions(asked)), PHONE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void askCompanions(Set<SyncKeyId> asked) {
        try {
            keys.askCompanions(asked);
        } catch (WhatsAppException e) {
            log.info("The other companions were not asked for keys: {}", e.getMessage());
        }
    }

    private void clean() {
        boolean needed = vault.transact(records -> {
            for (CollectionName collection : CollectionName.values()) {
                if (isNeeded(records.collections().progress(collection))) {
                    return true;
                }
            }
            return false;
        });
        Runnable task = needed ? null : whenClean.poll();
        while (task != null) {
            executor.execute(task);
            task = whenClean.poll();
        }
    }

    /// Has the worker woken when what failed may be tried again.
    private void comeBack() {
        failures.values().stream()
                .map(Failure::retryAt)
                .min(Comparator.naturalOrder())
                .ifPresent(next -> {
                    long millis =
                            Math.max(1, Duration.between(clock.instant(), next).toMillis());
                    var _ = timer.schedule(this::wake, millis, TimeUnit.MILLISECONDS);
                });
    }

    /// The collections to be asked for now.
    private Set<CollectionName> due() {
        Set<CollectionName> due = vault.transact(records -> {
            Set<CollectionName> needed = EnumSet.noneOf(CollectionName.class);
            if (records.syncKeys().count() == 0) {
                return needed;
            }
            for (CollectionName collection : CollectionName.values()) {
                StoredSyncProgress progress = records.collections().progress(collection);
                if (isNeeded(progress) && progress.getMissingKeyCount() == 0 && isPatient(collection)) {
                    needed.add(collection);
                }
            }
            return needed;
        });
        if (due.stream().anyMatch(CRITICAL::contains)) {
            due.retainAll(CRITICAL);
        }
        return due;
    }

    private static boolean isNeeded(StoredSyncProgress progress) {
        return !progress.getComplete() || progress.getAfresh() || progress.getAsked() > progress.getAnswered();
    }

    private boolean isPatient(CollectionName collection) {
        Failure failure = failures.get(collection);
        return failure == null || !clock.instant().isBefore(failure.retryAt());
    }

    private void download(Set<CollectionName> due) {
        Map<CollectionName, Position> positions = vault.transact(records -> {
            Map<CollectionName, Position> all = new EnumMap<>(CollectionName.class);
            due.forEach(collection -> all.put(
                    collection,
                    new Position(
                            records.collections().state(collection).version(),
                            records.collections().progress(collection).getAsked())));
            return all;
        });
        Node.Builder sync = Node.of("sync");
        positions.forEach((collection, position) -> sync.child(Node.of("collection")
                .attr("name", collection.wireName())
                .attrIfPresent("version", Optional.of(position.version()).filter(version -> version > 0))
                .attr("return_snapshot", Boolean.toString(position.version() == 0))));
        Optional<Map<CollectionName, CollectionAnswer>> answers = ask(due, sync);
        answers.ifPresent(all -> positions.forEach(
                (collection, position) -> take(collection, position, Optional.ofNullable(all.get(collection)))));
    }

    /// Empty when there was no answer: all have failed then.
    private Optional<Map<CollectionName, CollectionAnswer>> ask(Set<CollectionName> about, Node.Builder sync) {
        try {
            return Optional.of(CollectionAnswer.readAll(link.request(
                    Node.of("iq")
                            .attr("to", Jid.SERVER)
                            .attr("type", "set")
                            .attr("xmlns", "w:sync:app:state")
                            .child(sync),
                    TIMEOUT)));
        } catch (WhatsAppException.NotConnected e) {
            throw e;
        } catch (WhatsAppException e) {
            about.forEach(collection -> failed(collection, e.getMessage()));
            return Optional.empty();
        }
    }

    private void take(CollectionName collection, Position asked, Optional<CollectionAnswer> present) {
        if (present.isEmpty() || present.get().flawed()) {
            failed(collection, "no answer that can be read");
            return;
        }
        CollectionAnswer answer = present.get();
        if (answer.error().isPresent()) {
            String words = "error " + answer.error().get();
            if (!answer.isFatal()) {
                failed(collection, words);
            } else if (asked.version() > 0) {
                startAfresh(collection, words);
            } else {
                giveUp(collection, words);
            }
            return;
        }
        try {
            if (takeSnapshot(collection, asked, answer) && takePatches(collection, answer.patches())) {
                finish(collection, asked, answer);
            }
        } catch (WhatsAppException.NotConnected e) {
            throw e;
        } catch (WhatsAppException e) {
            failed(collection, e.getMessage());
        }
    }

    /// A snapshot that was not asked for is left out.
    private boolean takeSnapshot(CollectionName collection, Position asked, CollectionAnswer answer) {
        if (answer.snapshot().isEmpty() || asked.version() > 0) {
            return true;
        }
        byte[] content = blobs.fetch(answer.snapshot().get(), MOST_BLOB_BYTES);
        SnapshotResult result = kept((records, answers) -> keeper.replace(records, collection, content, answers));
        return switch (result) {
            case Applied _ -> true;
            case MissingKeys missing -> {
                park(collection, missing);
                yield false;
            }
            case Refused(var reason, String detail) -> {
                unreadable(collection, reason + ": " + detail);
                yield false;
            }
        };
    }

    private boolean takePatches(CollectionName collection, List<Bytes> patches) {
        for (Bytes patch : patches) {
            if (!takePatch(collection, patch)) {
                return false;
            }
        }
        return true;
    }

    private boolean takePatch(CollectionName collection, Bytes patch) {
        PatchResult result =
                kept((records, answers) -> keeper.apply(records, collection, patch, Optional.empty(), answers));
        if (result instanceof PatchResult.ExternalMutations(var reference)) {
            Optional<byte[]> mutations = Optional.of(blobs.fetch(reference, MOST_BLOB_BYTES));
            result = kept((records, answers) -> keeper.apply(records, collection, patch, mutations, answers));
        }
        return switch (result) {
            case Applied applied -> {
                if (applied.state().diverged()) {
                    log.debug("The hash of {} is not that of the other devices", collection);
                }
                yield true;
            }
            case PatchResult.AlreadyApplied _ -> true;
            case MissingKeys missing -> {
                park(collection, missing);
                yield false;
            }
            case PatchResult.VersionGap(long expected, long found) -> {
                gap(collection, "version " + found + " came in place of " + expected);
                yield false;
            }
            case PatchResult.ExternalMutations _ -> {
                unreadable(collection, "mutations that are elsewhere again");
                yield false;
            }
            case Refused(var reason, String detail) -> {
                unreadable(collection, reason + ": " + detail);
                yield false;
            }
        };
    }

    /// Runs in a transaction, and does afterwards what is owed.
    private <T> T kept(BiFunction<Records, Answers, T> work) {
        Answers answers = new Answers();
        T result = vault.transact(records -> work.apply(records, answers));
        answers.stanzas().forEach(link.connection()::send);
        answers.followUps().forEach(executor::execute);
        return result;
    }

    private void finish(CollectionName collection, Position asked, CollectionAnswer answer) {
        long version = vault.transact(
                records -> records.collections().state(collection).version());
        if (answer.hasMore() && version > asked.version()) {
            failures.remove(collection);
        } else if (answer.hasMore() || version < answer.version()) {
            gap(collection, "it stops at version " + version + " of " + answer.version());
        } else {
            failures.remove(collection);
            complete(collection, asked);
        }
    }

    private void complete(CollectionName collection, Position asked) {
        boolean first = kept((records, answers) -> {
            boolean before = isComplete(records);
            if (records.collections().progress(collection).getAfresh()) {
                keeper.settle(records, collection, answers);
            }
            records.collections()
                    .write(
                            collection,
                            records.collections().progress(collection).toBuilder()
                                    .setComplete(true)
                                    .setAnswered(asked.asked())
                                    .clearAfresh()
                                    .build());
            return !before && isComplete(records);
        });
        if (first) {
            firstTimeComplete.run();
        }
    }

    private static boolean isComplete(Records records) {
        for (CollectionName collection : CollectionName.values()) {
            if (!records.collections().progress(collection).getComplete()) {
                return false;
            }
        }
        return true;
    }

    /// Until the keys come, which wakes the worker.
    private void park(CollectionName collection, MissingKeys missing) {
        log.info(
                "The collection {} needs {} keys that are not here",
                collection,
                missing.ids().size());
        vault.update(records -> {
            StoredSyncProgress.Builder progress =
                    records.collections().progress(collection).toBuilder().clearMissingKey();
            missing.ids().forEach(id -> progress.addMissingKey(ByteString.copyFrom(id.bytes())));
            records.collections().write(collection, progress.build());
        });
    }

    private void failed(CollectionName collection, @Nullable String words) {
        int count = Optional.ofNullable(failures.get(collection))
                        .map(Failure::count)
                        .orElse(0)
                + 1;
        Duration wait = Duration.ofSeconds(1L << Math.min(count - 1, 12));
        Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        failures.put(collection, new Failure(count, clock.instant().plus(bounded)));
        log.info("The collection {} is tried again in {}: {}", collection, bounded, words);
    }

    /// Patches that are not there yet may come; if not, the collection is read from the start.
    private void gap(CollectionName collection, String words) {
        if (failures.containsKey(collection)) {
            unreadable(collection, words);
        } else {
            failed(collection, words);
        }
    }

    private void unreadable(CollectionName collection, String words) {
        boolean afresh = vault.transact(
                records -> records.collections().progress(collection).getAfresh());
        if (afresh) {
            giveUp(collection, words);
        } else {
            startAfresh(collection, words);
        }
    }

    private void startAfresh(CollectionName collection, String words) {
        log.warn("The collection {} is read from the start: {}", collection, words);
        vault.update(records -> {
            records.collections().reset(collection);
            records.collections()
                    .write(
                            collection,
                            records.collections().progress(collection).toBuilder()
                                    .setAfresh(true)
                                    .build());
        });
    }

    /// It cannot be read from the start either: the phone is asked, and the server again after a long while.
    private void giveUp(CollectionName collection, String words) {
        log.warn("The collection {} cannot be read: {}", collection, words);
        failures.put(collection, new Failure(1, clock.instant().plus(LONGEST_WAIT)));
        try {
            recovery.ask(collection);
        } catch (WhatsAppException.NotConnected e) {
            throw e;
        } catch (WhatsAppException e) {
            log.info("The phone was not asked for {}: {}", collection, e.getMessage());
        }
    }

    /// Uploads what is wanted of each collection that is in step.
    ///
    /// @return whether there may be more to do
    private boolean upload() {
        boolean any = false;
        for (CollectionName collection : CollectionName.values()) {
            any |= upload(collection);
        }
        return any;
    }

    private boolean upload(CollectionName collection) {
        if (!isPatient(collection)) {
            return false;
        }
        List<Long> waiting = new ArrayList<>();
        boolean[] diverged = {false};
        Optional<Upload> upload = vault.transact(records -> {
            Optional<Upload> next = draft(records, collection, waiting, diverged);
            // Whatever becomes of it, the collection is asked for next.
            next.ifPresent(_ -> records.collections().ask(collection));
            return next;
        });
        if (diverged[0]) {
            mendHash(collection);
            return true;
        }
        if (upload.isEmpty()) {
            return false;
        }
        if (isTooOften(collection, waiting.getFirst())) {
            failed(collection, "changes are in conflict or do not come back");
            return false;
        }
        Node.Builder sync = Node.of("sync")
                .child(Node.of("collection")
                        .attr("name", collection.wireName())
                        .attr("version", upload.get().base())
                        .attr("return_snapshot", "false")
                        .child(Node.of("patch").content(upload.get().patch())));
        ask(Set.of(collection), sync).ifPresent(answers -> {
            CollectionAnswer answer = answers.get(collection);
            if (answer == null) {
                failed(collection, "no answer to a change");
            } else if (answer.isFatal()) {
                refuse(upload.get().intents(), answer.error().orElseThrow());
            } else if (answer.error().isPresent() && !answer.isConflict()) {
                failed(collection, "error " + answer.error().get() + " for a change");
            }
        });
        return true;
    }

    /// The next patch: the oldest intents, as many as fit and none twice about one record.
    private Optional<Upload> draft(Records records, CollectionName collection, List<Long> waiting, boolean[] diverged) {
        StoredSyncProgress progress = records.collections().progress(collection);
        if (isNeeded(progress) || progress.getMissingKeyCount() > 0) {
            return Optional.empty();
        }
        List<SyncAction> actions = new ArrayList<>();
        Set<Long> intents = new TreeSet<>();
        records.syncIntents().all().forEach((number, wanted) -> {
            for (SyncAction action : wanted) {
                boolean fits = isOf(collection, action)
                        && actions.size() < PatchBuilder.MAX_ACTIONS
                        && actions.stream().noneMatch(other -> other.index().equals(action.index()));
                if (fits) {
                    actions.add(action);
                    intents.add(number);
                }
            }
        });
        waiting.addAll(intents);
        var all = records.syncKeys().newestFirst();
        if (actions.isEmpty() || all.isEmpty()) {
            return Optional.empty();
        }
        CollectionState state = records.collections().state(collection);
        Optional<BuiltPatch> built = builder.build(state, records.collections().valueMacs(collection), all, actions);
        diverged[0] = built.isEmpty();
        return built.map(
                patch -> new Upload(state.version(), Bytes.wrap(patch.patch().toByteArray()), List.copyOf(intents)));
    }

    private static boolean isOf(CollectionName collection, SyncAction action) {
        return ActionType.of(action.index())
                .filter(type -> type.collection() == collection)
                .isPresent();
    }

    private boolean isTooOften(CollectionName collection, long oldest) {
        Attempts before = uploads.get(collection);
        int count = before != null && before.intent() == oldest ? before.count() + 1 : 1;
        uploads.put(collection, new Attempts(oldest, count > MOST_UPLOADS ? 0 : count));
        return count > MOST_UPLOADS;
    }

    /// Others would refuse a patch on a hash that is not theirs: the collection is read from the start, and if
    /// that does not help, the phone knows.
    private void mendHash(CollectionName collection) {
        if (resynced.add(collection)) {
            startAfresh(collection, "its hash is not that of the other devices");
        } else {
            resynced.remove(collection);
            giveUp(collection, "its hash is not that of the other devices");
        }
    }

    private void refuse(List<Long> intents, int code) {
        log.warn("WhatsApp does not take {} changes of app state (code {})", intents.size(), code);
        vault.update(records -> intents.forEach(records.syncIntents()::remove));
        refused.accept(intents, code);
    }
}
