package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Backoff;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.client.event.HistoryKind;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.message.PeerMessage;
import dev.parley.whatsapp.client.message.PeerMessages;
import dev.parley.whatsapp.client.receipt.Answers;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.HistoryTasks;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.HistorySyncNotification;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.StoredHistoryTask;
import dev.parley.whatsapp.wire.Node;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what the phone offers of its history, in the transaction in which the offer arrives, and imports it
/// afterwards: one part at a time, on a thread of its own, what is waited for first. What is written down outlives the
/// process and is taken up again after the next login. Thread-safe.
///
/// A part that fails is tried again with growing pauses. One that is of no use the phone is asked for anew, once; when
/// that brings nothing either it is given up and reported.
final class HistoryQueue {
    private static final Logger log = LoggerFactory.getLogger(HistoryQueue.class);
    /// Beyond this nothing more is accepted, and the phone, which gets no receipt, offers it again later.
    private static final int MAX_WAITING = 2000;
    /// Some three quarters of an hour, by [Backoff].
    private static final int MAX_ATTEMPTS = 16;
    /// A phone may be switched off for a while.
    private static final Duration ANEW_PATIENCE = Duration.ofDays(1);

    private final Vault vault;
    private final EventConsumer consumer;
    private final IdentityMerger identities;
    private final BlobSource blobs;
    private final PrivacyTokens tokens;
    private final HistoryRequests requests;
    private final HistoryLimits limits;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final RandomGenerator random;

    /// How often work was asked for since the worker began; 0 while there is no worker.
    private final AtomicInteger asked = new AtomicInteger();
    /// Held while a part is imported.
    private final Semaphore busy = new Semaphore(1);

    private volatile boolean closed;

    HistoryQueue(
            Vault vault,
            EventConsumer consumer,
            IdentityMerger identities,
            BlobSource blobs,
            PrivacyTokens tokens,
            HistoryRequests requests,
            HistoryLimits limits,
            Executor executor,
            ScheduledExecutorService timer,
            Clock clock,
            RandomGenerator random) {
        this.vault = vault;
        this.consumer = consumer;
        this.identities = identities;
        this.blobs = blobs;
        this.tokens = tokens;
        this.requests = requests;
        this.limits = limits;
        this.executor = executor;
        this.timer = timer;
        this.clock = clock;
        this.random = random;
    }

    void register(PeerMessages peers) {
        peers.fromPrimary(ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION, this::offered);
    }

    /// Whatever is not wanted is confirmed too: the phone would offer it for ever.
    private void offered(Records records, PeerMessage message, Account account, Answers answers) {
        HistorySyncNotification part = message.content().getHistorySyncNotification();
        if (part.hasSyncType() && HistoryTask.kind(part.getSyncType()).isPresent()) {
            HistoryTasks tasks = records.history();
            Map<String, StoredHistoryTask> waiting = tasks.all();
            if (waiting.size() >= MAX_WAITING) {
                log.warn("{} parts of the history are waiting; one more was not accepted", waiting.size());
                return;
            }
            tasks.add(message.id(), task(tasks, waiting, message, part), part);
            answers.afterwards(this::work);
        }
        answers.send(Node.of("receipt")
                .attr("id", message.id())
                .attr("to", account.pn().bare())
                .attr("type", "hist_sync")
                .build());
    }

    /// What was asked for anew takes the place of what was of no use.
    private static StoredHistoryTask task(
            HistoryTasks tasks,
            Map<String, StoredHistoryTask> waiting,
            PeerMessage message,
            HistorySyncNotification part) {
        StoredHistoryTask.Builder task = StoredHistoryTask.newBuilder()
                .setSyncType(part.getSyncType().getNumber())
                .setChunkOrder(part.getChunkOrder())
                .setProgress(part.getProgress())
                .setSessionId(part.getPeerDataRequestSessionId())
                .setReceivedAt(message.timestamp().getEpochSecond());
        waiting.forEach((id, other) -> {
            if (other.getAskedAgain()
                    && other.getSyncType() == task.getSyncType()
                    && other.getChunkOrder() == task.getChunkOrder()) {
                tasks.remove(id);
                task.setFailure(other.getFailure());
            }
        });
        return task.build();
    }

    /// Imports what is due. Returns at once when somebody else is at it already; that one then looks again.
    void work() {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            busy.acquireUninterruptibly();
            try {
                drain();
            } catch (RuntimeException e) {
                log.error("The history could not be read from the store; the next login tries again", e);
            } finally {
                busy.release();
            }
            seen = asked.addAndGet(-seen);
        } while (seen != 0);
    }

    /// Calls off what is being imported and starts nothing more.
    void close(Duration patience) throws InterruptedException {
        closed = true;
        if (busy.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            busy.release();
        }
    }

    private void drain() {
        // What needs a connection when there is none waits for the next login.
        Set<String> notNow = new HashSet<>();
        while (!closed) {
            Instant now = clock.instant();
            Map<String, StoredHistoryTask> waiting =
                    vault.transact(records -> records.history().all());
            Optional<HistoryTask> next = waiting.entrySet().stream()
                    .map(entry -> new HistoryTask(entry.getKey(), entry.getValue()))
                    .filter(task -> !notNow.contains(task.id()))
                    .filter(task -> task.isDue(now))
                    .min(HistoryTask.ORDER);
            if (next.isEmpty()) {
                waiting.values().stream()
                        .mapToLong(StoredHistoryTask::getNotBeforeMs)
                        .filter(time -> time > now.toEpochMilli())
                        .min()
                        .ifPresent(time -> lookAgainIn(Duration.ofMillis(time - now.toEpochMilli())));
                return;
            }
            if (!settle(next.get())) {
                notNow.add(next.get().id());
            }
        }
    }

    private void lookAgainIn(Duration delay) {
        var _ = timer.schedule(
                () -> executor.execute(this::work), Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    /// Whether something became of the part; false when it has to wait for a connection.
    private boolean settle(HistoryTask task) {
        if (task.askedAgain()) {
            giveUp(task, HistoryFailure.valueOf(task.stored().getFailure()));
            return true;
        }
        try {
            return importNow(task);
        } catch (HistoryImport.CalledOff _) {
            return false;
        } catch (WhatsAppException.NotConnected _) {
            replace(task, task.stored());
            return false;
        } catch (HistoryException e) {
            log.warn("A part of the history ({}) is of no use: {}", task.kind(), e.getMessage());
            return askAnew(task, e.reason());
        } catch (IOException | WhatsAppException e) {
            log.info("A part of the history ({}) did not come: {}", task.kind(), e.getMessage());
            tryLater(task, HistoryFailure.UNREACHABLE);
        } catch (RuntimeException e) {
            log.error("A part of the history ({}) could not be stored", task.kind(), e);
            tryLater(task, HistoryFailure.NOT_STORED);
        }
        return true;
    }

    private boolean importNow(HistoryTask task) throws IOException {
        // Counted first, so that what ends the process does not do so for ever.
        replace(task, task.started());
        Optional<HistorySyncNotification> part =
                vault.transact(records -> records.history().notification(task.id()));
        if (part.isEmpty()) {
            return false;
        }
        HistoryImport work = new HistoryImport(
                vault, consumer, identities, tokens, limits, records -> !closed && isWaiting(records, task));
        HistoryImport.Result result;
        try (BlobSource.Blob file = file(part.get())) {
            result = work.run(file);
        }
        vault.update(records -> {
            if (isWaiting(records, task)) {
                consumer.store(new StoredEvent.HistoryImported(
                        task.kind(),
                        task.chunk(),
                        Math.clamp(task.stored().getProgress(), 0, 100),
                        result.chats(),
                        result.messages(),
                        result.skipped()));
                records.history().remove(task.id());
            }
        });
        requests.answered(task.stored().getSessionId(), result);
        if (!part.get().hasInitialHistBootstrapInlinePayload()) {
            executor.execute(() -> blobs.imported(part.get()));
        }
        return true;
    }

    /// An inline payload is told by its presence (media-history-appstate.md section 4.2).
    private BlobSource.Blob file(HistorySyncNotification part) throws IOException {
        if (!part.hasInitialHistBootstrapInlinePayload()) {
            return blobs.fetch(part);
        }
        return new BlobSource.Blob() {
            @Override
            public InputStream open() {
                return part.getInitialHistBootstrapInlinePayload().newInput();
            }

            @Override
            public void close() {
                // Nothing is kept outside the notification.
            }
        };
    }

    private void tryLater(HistoryTask task, HistoryFailure reason) {
        if (task.attempts() + 1 >= MAX_ATTEMPTS) {
            giveUp(task, reason);
            return;
        }
        Duration delay = Backoff.delay(task.attempts() + 1, random);
        replace(task, new HistoryTask(task.id(), task.started()).postponed(clock.instant(), delay));
    }

    /// Whether something became of the part; false when there is no connection to ask on.
    private boolean askAnew(HistoryTask task, HistoryFailure reason) {
        boolean secondTime = task.stored().hasFailure();
        if (secondTime || task.kind() == HistoryKind.ON_DEMAND) {
            giveUp(task, reason);
            return true;
        }
        try {
            requests.askAnew(task);
        } catch (WhatsAppException.NotConnected _) {
            replace(task, task.stored());
            return false;
        } catch (WhatsAppException e) {
            log.info("The phone was not asked for a part of the history anew: {}", e.getMessage());
            tryLater(task, reason);
            return true;
        }
        replace(
                task,
                task.postponed(clock.instant(), ANEW_PATIENCE).toBuilder()
                        .setAskedAgain(true)
                        .setFailure(reason.name())
                        .build());
        return true;
    }

    private void giveUp(HistoryTask task, HistoryFailure reason) {
        vault.update(records -> {
            if (isWaiting(records, task)) {
                records.history().remove(task.id());
                consumer.store(new StoredEvent.HistoryLost(task.kind(), task.chunk(), reason));
            }
        });
        requests.failed(task.stored().getSessionId());
    }

    /// Unless the device was unlinked meanwhile.
    private void replace(HistoryTask task, StoredHistoryTask stored) {
        vault.update(records -> {
            if (isWaiting(records, task)) {
                records.history().update(task.id(), stored);
            }
        });
    }

    private static boolean isWaiting(Records records, HistoryTask task) {
        return records.history().read(task.id()).isPresent();
    }
}
