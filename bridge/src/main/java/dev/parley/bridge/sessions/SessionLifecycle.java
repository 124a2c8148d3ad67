package dev.parley.bridge.sessions;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Brings the linked sessions back when the process starts, and ends the connections when it stops: before the
/// database goes, after the web server has.
@Component
class SessionLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLifecycle.class);

    /// Handshakes cost computing time; more at once would only make all of them late.
    private static final int AT_ONCE = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final SessionTable table;
    private volatile boolean running;

    SessionLifecycle(Sessions sessions, SessionTable table) {
        this.sessions = sessions;
        this.table = table;
    }

    /// The web server starts without waiting for the sessions.
    @Override
    public void start() {
        table.disconnectAll();
        List<Session> linked = table.linked();
        running = true;
        Thread.ofVirtual().name("restore").start(() -> restore(linked));
    }

    private void restore(List<Session> linked) {
        Semaphore places = new Semaphore(AT_ONCE);
        for (Session session : linked) {
            places.acquireUninterruptibly();
            if (!running) {
                return;
            }
            Thread.ofVirtual().name("restore-" + session.id()).start(() -> {
                try {
                    sessions.restore(session).awaitSettled(PATIENCE);
                } catch (RuntimeException e) {
                    LOG.warn("session {} could not be started", session.id(), e);
                } finally {
                    places.release();
                }
            });
        }
    }

    @Override
    public void stop() {
        running = false;
        Collection<RunningSession> live = sessions.all();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            live.forEach(session -> executor.execute(session::stop));
            executor.shutdown();
            if (!executor.awaitTermination(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            table.disconnect(live.stream().map(RunningSession::id).toList());
        } catch (DataAccessException e) {
            // The next start does the same for all sessions.
            LOG.warn(
                    "the sessions' status could not be written: {}",
                    e.getClass().getSimpleName());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
