package dev.parley.bridge.messages;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Forgets edits and deletions whose messages never came: a device that was away for 30 days is unlinked (passkey.md,
/// section 6), so by then nothing more is on its way.
@Component
class AmendmentRetention {
    private static final Logger LOG = LoggerFactory.getLogger(AmendmentRetention.class);
    private static final Duration KEPT = Duration.ofDays(31);

    private final AmendmentTable table;

    AmendmentRetention(AmendmentTable table) {
        this.table = table;
    }

    @Scheduled(fixedDelayString = "P1D", initialDelayString = "PT10M")
    void deleteOld() {
        try {
            table.deleteOlderThan(KEPT);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("old amendments could not be deleted: {}", e.getClass().getSimpleName());
        }
    }
}
