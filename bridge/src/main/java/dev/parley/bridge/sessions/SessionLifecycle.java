package dev.parley.bridge.sessions;

import dev.parley.bridge.health.Proofs;
import dev.parley.bridge.lease.Leases;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.thread.SessionThread;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Brings the linked sessions back when the process starts, and those of another process when that is gone. Ends the
/// connections when the process stops: before the database goes, after the web server has.
@Component
class SessionLifecycle implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLifecycle.class);

    /// Handshakes cost computing time; more at once would only make all of them late.
    private static final int AT_ONCE = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOPPING = Duration.ofSeconds(10);

    /// How often it is looked for sessions that nobody runs.
    private static final Duration ROUND = Duration.ofSeconds(2);

    /// Before a session that could not be started is tried again.
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Sessions sessions;
    private final SessionBook book;
    private final SessionTable table;
    private final Leases leases;
    private final Proofs proofs;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean running;

    /// Sessions that are being started, or could not be, until when they are left alone; on this machine's
    /// own clock, in nanoseconds.
    private final Map<String, Long> leftAlone = new ConcurrentHashMap<>();

    SessionLifecycle(Sessions sessions, SessionBook book, SessionTable table, Leases leases, Proofs proofs) {
        this.proofs = proofs;
        this.sessions = sessions;
        this.book = book;
        this.table = table;
        this.leases = leases;
    }

    /// The web server starts without waiting for the sessions.
    @Override
    public void start() {
        leases.start();
        book.abandoned();
        String process = leases.process().orElse("");
        List<Session> linked = table.idle(process, List.of(), true);
        int elsewhere = table.countElsewhere(process);
        if (elsewhere > 0) {
            LOG.warn("{} sessions are run by another Parley process; they are taken over when it is gone", elsewhere);
        }
        running = true;
        Thread.ofVirtual().name("restore").start(() -> restore(linked));
        Thread.ofVirtual().name("sessions").start(this::watch);
    }

    /// Until the process stops.
    private void watch() {
        while (!stopped(ROUND)) {
            try {
                sessions.all().forEach(RunningSession::hideWhenOver);
                proofs.write();
                sessions.all().forEach(RunningSession::catchUp);
                leases.process().ifPresent(this::takeOver);
            } catch (RuntimeException e) {
                LOG.warn(
                        "the sessions could not be looked through: {}",
                        e.getClass().getSimpleName());
            }
        }
    }

    private void takeOver(String process) {
        book.abandoned();
        List<Session> idle = table.idle(
                process, sessions.all().stream().map(RunningSession::id).toList(), false);
        if (!idle.isEmpty()) {
            Thread.ofVirtual().name("restore").start(() -> restore(idle));
        }
    }

    private void restore(List<Session> idle) {
        for (Session session : idle) {
            if (!claim(session.id())) {
                continue;
            }
            places.acquireUninterruptibly();
            if (!running) {
                return;
            }
            SessionThread.start("restore", session.id(), () -> restore(session));
        }
    }

    private void restore(Session session) {
        try {
            sessions.restore(session).awaitSettled(PATIENCE);
            leftAlone.remove(session.id());
        } catch (Problem e) {
            // Another process was faster, or the session is gone.
            LOG.info("session {} was not started: {}", session.id(), e.getMessage());
            leftAlone.remove(session.id());
        } catch (RuntimeException e) {
            LOG.error("session {} could not be started", session.id(), e);
            leftAlone.put(session.id(), System.nanoTime() + PAUSE.toNanos());
        } finally {
            places.release();
        }
    }

    /// Whether a session is to be started now, by whoever asks.
    private boolean claim(String id) {
        long now = System.nanoTime();
        long whileStarting = now + PATIENCE.plus(PAUSE).toNanos();
        return leftAlone.merge(id, whileStarting, (until, next) -> until - now > 0 ? until : next) == whileStarting;
    }

    @Override
    public void stop() {
        running = false;
        stopping.countDown();
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
            leases.process()
                    .ifPresent(process -> table.disconnect(
                            live.stream().map(RunningSession::id).toList(), process));
        } catch (DataAccessException e) {
            // The next start does the same for all sessions.
            LOG.warn(
                    "the sessions' status could not be written: {}",
                    e.getClass().getSimpleName());
        }
        try {
            proofs.write();
        } catch (DataAccessException e) {
            LOG.debug("the last signs of life were not written", e);
        }
        leases.close();
    }

    private boolean stopped(Duration patience) {
        try {
            return stopping.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
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
