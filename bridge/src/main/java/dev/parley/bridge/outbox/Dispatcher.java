package dev.parley.bridge.outbox;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.outbox.Outcomes.Answer;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one session's pending messages in the order in which they were accepted. The table is the queue: only
/// the batch under way is in memory, and a message stays pending until WhatsApp answered, so that after a lost
/// connection or a restart it is handed over again, under the same id, before those accepted later.
///
/// Thread-safe. A virtual thread runs while there is something to send and a connection; an idle session has
/// none.
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int BATCH = 64;

    /// For the answers to a batch, before those that came are kept without waiting for the others.
    private static final Duration PROMPT_ANSWERS = Duration.ofSeconds(2);

    /// For the others. With the attempts that follow it comes near the 75 s that WhatsApp's own client waits.
    private static final Duration LATE_ANSWERS = Duration.ofSeconds(20);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String sessionId;
    private final Device device;
    private final Supplier<Optional<Jid>> self;
    private final OutboxTable table;
    private final Outcomes outcomes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final Condition resting = lock.newCondition();

    // Guarded by the lock.
    private boolean wanted;
    private boolean running;
    private boolean closed;

    /// How many to send at once; 1 while the last batch could not be handed over, to find out which message it
    /// is. Only the running thread uses these two.
    private int batchSize = BATCH;
    private Duration pause = FIRST_PAUSE;

    Dispatcher(String sessionId, Device device, Supplier<Optional<Jid>> self, OutboxTable table, Outcomes outcomes) {
        this.sessionId = sessionId;
        this.device = device;
        this.self = self;
        this.table = table;
        this.outcomes = outcomes;
    }

    /// There may be something to send: a message was accepted, or the session connected.
    public void wake() {
        lock.lock();
        try {
            wanted = true;
            if (!running && !closed) {
                running = true;
                Thread.ofVirtual().name("outbox-" + sessionId).start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Sends nothing more; what is pending stays so.
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nothing is being sent or stored any more, after [#close] and when the connection has ended.
    ///
    /// @return false when that takes too long
    public boolean awaitRest(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long rest = patience.toNanos();
            while (running && rest > 0) {
                rest = resting.awaitNanos(rest);
            }
            return !running;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (takeWish()) {
            try {
                while (sendBatch()) {
                    pause = FIRST_PAUSE;
                }
            } catch (RuntimeException e) {
                // The database, most likely. Nothing is lost: the messages are still pending.
                LOG.warn(
                        "session {}: sending is interrupted: {}",
                        sessionId,
                        e.getClass().getSimpleName());
                pauseAndWish();
            } catch (Error e) {
                // Out of memory, say: this thread ends, the next wake may start another.
                forgetThread();
                throw e;
            }
        }
    }

    private void forgetThread() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    /// @return false when this thread is to end, because nobody wants it any more
    private boolean takeWish() {
        lock.lock();
        try {
            running = wanted && !closed;
            wanted = false;
            if (!running) {
                resting.signalAll();
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    /// @return whether to go on at once
    private boolean sendBatch() {
        Optional<Jid> account = self.get();
        if (account.isEmpty() || !device.connected()) {
            return false;
        }
        List<PendingMessage> batch = table.pending(sessionId, batchSize);
        if (batch.isEmpty()) {
            return false;
        }
        List<Submission> submissions;
        try {
            submissions = device.send(batch.stream()
                    .map(message -> message.outgoing(account.get()))
                    .toList());
        } catch (WhatsAppException.NotConnected _) {
            return false;
        } catch (WhatsAppException e) {
            return couldNotHandOver(batch, e);
        }
        batchSize = BATCH;
        return keepAnswers(batch, submissions);
    }

    /// WhatsApp was asked something about the recipients and did not answer well.
    private boolean couldNotHandOver(List<PendingMessage> batch, WhatsAppException e) {
        LOG.info("session {}: {} messages could not be handed over: {}", sessionId, batch.size(), e.getMessage());
        if (batch.size() == 1) {
            outcomes.keep(sessionId, Map.of(batch.getFirst(), new Answer.Silent()));
        }
        batchSize = 1;
        pauseAndWish();
        return false;
    }

    /// @return whether the connection lasted
    private boolean keepAnswers(List<PendingMessage> batch, List<Submission> submissions) {
        Map<PendingMessage, Submission> waiting = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            waiting.put(batch.get(i), submissions.get(i));
        }
        boolean lasted = collect(waiting, PROMPT_ANSWERS);
        if (lasted && !waiting.isEmpty()) {
            lasted = collect(waiting, LATE_ANSWERS);
        }
        if (lasted && !waiting.isEmpty()) {
            Map<PendingMessage, Answer> silent = new LinkedHashMap<>();
            waiting.keySet().forEach(message -> silent.put(message, new Answer.Silent()));
            outcomes.keep(sessionId, silent);
            pauseAndWish();
            return false;
        }
        return lasted;
    }

    /// Keeps the answers that come in time and takes their messages out of `waiting`.
    ///
    /// @return whether the connection lasted
    private boolean collect(Map<PendingMessage, Submission> waiting, Duration patience) {
        Map<PendingMessage, Answer> answers = new LinkedHashMap<>();
        long deadline = System.nanoTime() + patience.toNanos();
        boolean lasted = true;
        for (Map.Entry<PendingMessage, Submission> entry : waiting.entrySet()) {
            try {
                Duration rest = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                answers.put(entry.getKey(), answer(entry.getValue().await(rest)));
            } catch (WhatsAppException.Timeout | WhatsAppException.Unavailable _) {
                // It stays among those waited for.
            } catch (WhatsAppException _) {
                lasted = false;
            }
        }
        outcomes.keep(sessionId, answers);
        waiting.keySet().removeAll(answers.keySet());
        return lasted;
    }

    private static Answer answer(SendResult result) {
        return switch (result) {
            case SendResult.Accepted(Instant timestamp) -> new Answer.Sent(timestamp);
            case SendResult.Refused refused -> new Answer.Failed(refused.words());
        };
    }

    private void pauseAndWish() {
        lock.lock();
        try {
            wanted = true;
            long rest = pause.toNanos();
            while (!closed && rest > 0) {
                rest = closing.awaitNanos(rest);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        } catch (InterruptedException _) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
