package dev.parley.bridge.events;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Forgets events that nobody can still want: a client may stay away for seven days.
@Component
class EventRetention {
    private static final Logger LOG = LoggerFactory.getLogger(EventRetention.class);
    private static final Duration KEPT = Duration.ofDays(8);

    private final EventTable table;

    EventRetention(EventTable table) {
        this.table = table;
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
    void deleteOldEvents() {
        try {
            table.deleteOlderThan(KEPT);
        } catch (DataAccessException e) {
            LOG.warn("old events could not be deleted: {}", e.getClass().getSimpleName());
        }
    }
}
