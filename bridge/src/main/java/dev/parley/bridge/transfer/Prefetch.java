package dev.parley.bridge.transfer;

import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Sessions;
import dev.parley.bridge.thread.SessionThread;
import dev.parley.bridge.transfer.FetchTable.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Fetches small pictures and voice notes before anybody asks for them: the inbox shows them at once, and they stay
/// when WhatsApp's servers let them go after some weeks. The table is the queue: what is not there yet is
/// looked for again after a restart, a few times. One file of a session at a time.
@Component
class Prefetch {
    private static final Logger LOG = LoggerFactory.getLogger(Prefetch.class);
    private static final int PAGE = 20;

    /// WhatsApp's servers have let older ones go; the phone is not asked for what nobody wants to see.
    private static final Duration RECENT = Duration.ofDays(20);

    private static final Duration REST = Duration.ofSeconds(20);

    private final Sessions sessions;
    private final FetchTable table;
    private final Downloads downloads;
    private final Clock clock;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /// Sessions where something went wrong, and when to try again.
    private final ConcurrentMap<String, Instant> resting = new ConcurrentHashMap<>();

    Prefetch(Sessions sessions, FetchTable table, Downloads downloads, Clock clock) {
        this.sessions = sessions;
        this.table = table;
        this.downloads = downloads;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "PT1S")
    void look() {
        try {
            List<String> idle = sessions.connected().stream()
                    .filter(sessionId -> !busy.contains(sessionId) && !isResting(sessionId))
                    .toList();
            if (!idle.isEmpty()) {
                table.sessionsThatWant(idle).forEach(this::begin);
            }
        } catch (DataAccessException e) {
            LOG.warn("files cannot be fetched ahead: {}", e.getClass().getSimpleName());
        }
    }

    private void begin(String sessionId) {
        if (busy.add(sessionId)) {
            SessionThread.start("prefetch", sessionId, () -> fetchPage(sessionId));
        }
    }

    private boolean isResting(String sessionId) {
        Instant now = clock.instant();
        resting.values().removeIf(now::isAfter);
        return resting.containsKey(sessionId);
    }

    private void fetchPage(String sessionId) {
        try {
            List<Wanted> wanted = table.wanted(sessionId, PAGE);
            Instant since = clock.instant().minus(RECENT);
            table.passOver(wanted.stream()
                    .filter(file -> file.sentAt().isBefore(since))
                    .map(Wanted::message)
                    .toList());
            for (Wanted file : wanted) {
                if (!file.sentAt().isBefore(since) && !fetched(file)) {
                    resting.put(sessionId, clock.instant().plus(REST));
                    break;
                }
            }
        } catch (DataAccessException e) {
            LOG.warn(
                    "session {}: files cannot be fetched ahead: {}",
                    sessionId,
                    e.getClass().getSimpleName());
        } finally {
            busy.remove(sessionId);
        }
    }

    private boolean fetched(Wanted file) {
        try {
            downloads.getAhead(file.sessionId(), file.messageId());
            return true;
        } catch (Problem.Conflict | Problem.Full _) {
            // Not the file's fault.
            return false;
        } catch (Problem | IllegalStateException e) {
            LOG.info("session {}: a file could not be fetched ahead: {}", file.sessionId(), e.getMessage());
            table.failed(file.message());
            return false;
        }
    }
}
