package dev.parley.bridge.outbox;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.outbox.Outcomes.Answer;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.wire.Jid;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Sends what a session has in the outbox. The table is the queue, and a row stays in it until WhatsApp answered, so
/// that after a lost connection or a restart it is handed over again, under the same id, before those
/// accepted later.
///
/// Within a chat the order is that of acceptance: a batch may hold many rows of it, and the next ones leave when that
/// batch is settled. Batches for other chats leave meanwhile. A message whose file must be uploaded first holds up its
/// own chat only.
///
/// Thread-safe. Virtual threads run while there is something to send and a connection; an idle session has none.
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int BATCH = 64;

    /// What all dispatchers need.
    record Parts(OutboxTable table, Outcomes outcomes, Composer composer, Uploads uploads, Clock clock) {}

    private final String sessionId;
    private final Device device;
    private final Supplier<Optional<Jid>> self;
    private final Parts parts;
    private final Lanes lanes;

    /// How many to send at once; 1 while the last batch could not be handed over, to find out which row it
    /// is. Only the sending thread uses it.
    private int batchSize = BATCH;

    Dispatcher(String sessionId, Device device, Supplier<Optional<Jid>> self, Parts parts) {
        this.sessionId = sessionId;
        this.device = device;
        this.self = self;
        this.parts = parts;
        this.lanes = new Lanes(sessionId, this::run);
    }

    /// There may be something to send: something was accepted, or the session connected.
    public void wake() {
        lanes.wish();
    }

    /// Sends nothing more; what is pending stays so.
    public void close() {
        lanes.close();
    }

    /// Waits until nothing is being sent or stored any more, after [#close] and when the connection has ended.
    ///
    /// @return false when that takes too long
    public boolean awaitRest(Duration patience) throws InterruptedException {
        return lanes.awaitRest(patience);
    }

    private void run() {
        while (lanes.takeWish()) {
            try {
                while (sendBatch()) {
                    // There may be more.
                }
            } catch (RuntimeException e) {
                // The database, most likely. Nothing is lost: the rows are still there.
                LOG.warn(
                        "session {}: sending is interrupted: {}",
                        sessionId,
                        e.getClass().getSimpleName());
                lanes.restAll();
                lanes.wish();
            }
        }
    }

    /// @return whether to go on at once
    private boolean sendBatch() {
        Optional<Jid> account = self.get();
        if (account.isEmpty() || !device.connected() || !lanes.awaitPlace() || !device.connected()) {
            return false;
        }
        List<OutboxRow> rows = released();
        if (rows.isEmpty()) {
            return false;
        }
        Map<OutboxRow, OutgoingMessage> ready = new LinkedHashMap<>();
        Map<OutboxRow, Answer> settled = new LinkedHashMap<>();
        Set<Long> uploading = new HashSet<>();
        for (OutboxRow row : rows) {
            Optional<Failure> expiry = row.expiry(parts.clock().instant());
            if (row.isProven()) {
                settled.put(row, new Answer.Proven());
            } else if (expiry.isPresent()) {
                settled.put(row, new Answer.Failed(expiry.get()));
            } else if (row.awaitsUpload() && uploading.add(row.chatKey())) {
                upload(row);
            } else if (!uploading.contains(row.chatKey())) {
                compose(row, account.get())
                        .ifPresentOrElse(
                                message -> ready.put(row, message),
                                () -> settled.put(row, new Answer.Failed(Failure.UNSENDABLE)));
            }
        }
        parts.outcomes().keep(sessionId, settled);
        return ready.isEmpty() || handOver(ready);
    }

    /// The next rows, none of which can be taken back any more, but for those whose file is not uploaded.
    private List<OutboxRow> released() {
        while (true) {
            List<OutboxRow> rows = parts.table().next(sessionId, lanes.busy(), batchSize);
            List<Long> held = rows.stream()
                    .filter(row -> row.held() && !row.awaitsUpload())
                    .map(OutboxRow::seq)
                    .toList();
            if (held.isEmpty()) {
                return rows;
            }
            parts.table().release(held);
        }
    }

    private Optional<OutgoingMessage> compose(OutboxRow row, Jid account) {
        try {
            return Optional.of(parts.composer().message(sessionId, row, account));
        } catch (DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("session {}: a message cannot be composed", sessionId, e);
            return Optional.empty();
        }
    }

    /// @return whether to go on at once
    private boolean handOver(Map<OutboxRow, OutgoingMessage> ready) {
        List<OutboxRow> rows = List.copyOf(ready.keySet());
        List<Submission> submissions;
        try {
            submissions = device.send(List.copyOf(ready.values()));
        } catch (WhatsAppException.NotConnected _) {
            return false;
        } catch (WhatsAppException e) {
            couldNotHandOver(rows, e);
            return true;
        }
        batchSize = BATCH;
        Map<OutboxRow, Submission> waiting = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            waiting.put(rows.get(i), submissions.get(i));
        }
        lanes.fly(
                rows.stream().map(OutboxRow::chatKey).toList(),
                trip -> new Flight(sessionId, lanes, trip, parts.outcomes(), waiting).run());
        return true;
    }

    /// WhatsApp was asked something about the recipients and did not answer well.
    private void couldNotHandOver(List<OutboxRow> rows, WhatsAppException e) {
        LOG.info("session {}: {} messages could not be handed over: {}", sessionId, rows.size(), e.getMessage());
        if (rows.size() > 1) {
            batchSize = 1;
            return;
        }
        batchSize = BATCH;
        OutboxRow row = rows.getFirst();
        parts.outcomes().keep(sessionId, Map.of(row, Flight.UNCONFIRMED));
        lanes.occupy(row.chatKey(), () -> lanes.pause(row.attempts()));
    }

    private void upload(OutboxRow row) {
        lanes.occupy(row.chatKey(), () -> {
            parts.uploads().run(sessionId, row, device).ifPresent(answer -> {
                parts.outcomes().keep(sessionId, Map.of(row, answer));
                if (answer instanceof Answer.Silent) {
                    lanes.pause(row.attempts());
                }
            });
        });
    }
}
