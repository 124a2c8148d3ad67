package dev.parley.bridge.events;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/// Writes events in the transaction that makes them true; they are passed on once it has committed. Thread-safe.
@Component
public class EventLog {
    private final EventTable table;
    private final EventWakes wakes;
    private final PassingEvents passing;
    private final OtherBridges others;
    private final JsonMapper json;

    EventLog(EventTable table, EventWakes wakes, PassingEvents passing, OtherBridges others, JsonMapper json) {
        this.table = table;
        this.wakes = wakes;
        this.passing = passing;
        this.others = others;
        this.json = json;
    }

    /// Needs a transaction bound to this thread. The events of one transaction are written together, at its
    /// end.
    ///
    /// @param payload becomes a JSON object
    public void append(String channel, String sessionId, Object payload) {
        join().events.add(new EventTable.NewEvent(channel, sessionId, json.writeValueAsString(payload)));
    }

    /// To be called early by whoever appends events only just before the commit: what joins the transaction
    /// that late is not asked any more.
    public void expect() {
        join();
    }

    private Batch join() {
        Batch batch = (Batch) TransactionSynchronizationManager.getResource(this);
        if (batch == null) {
            batch = new Batch();
            TransactionSynchronizationManager.bindResource(this, batch);
            TransactionSynchronizationManager.registerSynchronization(batch);
        }
        return batch;
    }

    /// Tells whoever listens at once, and nobody later: for what is worthless a moment after, like typing.
    /// Needs no transaction, and is not taken back when one fails.
    ///
    /// @param payload becomes a JSON object
    public void passing(String channel, String sessionId, Object payload) {
        PassingEvent event = new PassingEvent(channel, sessionId, json.writeValueAsString(payload), true);
        passing.tell(event);
        others.tell(event);
    }

    /// Removes the QR codes of a session, which hold a secret and are of no use once they have expired.
    public void forgetQrCodes(String sessionId) {
        table.deleteChannel(sessionId, Channels.qr(sessionId));
    }

    private final class Batch implements TransactionSynchronization {
        private final List<EventTable.NewEvent> events = new ArrayList<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            if (!events.isEmpty()) {
                table.insertAll(events);
            }
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(EventLog.this);
            if (status != STATUS_ROLLED_BACK) {
                wakes.wake();
                others.wake();
            }
        }
    }
}
