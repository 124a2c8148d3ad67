package dev.parley.bridge.events;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Forgets events that nobody can still want: a client may stay away for seven days.
@Component
class EventRetention {
    static final Duration KEPT = Duration.ofDays(8);

    private static final Logger LOG = LoggerFactory.getLogger(EventRetention.class);

    /// Few enough that nobody waits for their locks, nor for the room that they free.
    private static final int BATCH = 5_000;

    private final EventTable table;
    private final ReaderPositions positions;
    private final TransactionTemplate transaction;

    EventRetention(EventTable table, ReaderPositions positions, TransactionTemplate transaction) {
        this.table = table;
        this.positions = positions;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void deleteOldEvents() {
        try {
            while (deleteBatch()) {
                // Until none is left.
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("old events could not be deleted: {}", e.getClass().getSimpleName());
        }
    }

    /// The last place before which something is missing.
    Event.Position forgotten() {
        return positions.forgotten();
    }

    private boolean deleteBatch() {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            Optional<Event.Position> last = table.deleteOlderThan(KEPT, BATCH);
            last.ifPresent(positions::forget);
            return last.isPresent();
        }));
    }
}
