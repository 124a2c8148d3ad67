package dev.parley.bridge.lease;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.ConfigException;
import dev.parley.bridge.config.DirectDatabase;
import dev.parley.bridge.problem.Problem;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The sessions that this process may run. Its right to all of them stands in one row, which it prolongs; when it
/// cannot, it gives all of them up before others may take them, and begins anew once it can. Thread-safe.
///
/// Two things keep a number from being run twice: a process that lives counts itself out in time, and whatever one
/// that was asleep still does fails at its next commit, because the epoch is another.
@Component
public class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    static final Duration LASTS = Duration.ofSeconds(15);
    private static final Duration RENEWED_EVERY = Duration.ofSeconds(4);

    /// The connections are ended so long before others may make theirs.
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final Duration GLANCE = Duration.ofMillis(500);

    /// A renewal that takes longer has failed; another can still come in time.
    private static final Duration ANSWER = Duration.ofSeconds(4);

    private static final int ID_BYTES = 8;

    private final LeaseTable table;
    private final LeaseTable renewals;
    private final SecureRandom random;
    private final ConcurrentMap<String, Lease> held = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /// Empty while this process has no right to anything.
    private volatile Optional<Tenure> tenure = Optional.empty();

    /// @param till on this machine's own clock, in nanoseconds
    private record Tenure(String process, long till) {
        boolean isOver() {
            return System.nanoTime() - till >= 0;
        }
    }

    Leases(JdbcClient client, BridgeConfig config, SecureRandom random) {
        this.table = new LeaseTable(client);
        this.renewals = new LeaseTable(beside(config));
        this.random = random;
    }

    /// A busy pool must not cost the lease, nor a connection that hangs.
    private static JdbcClient beside(BridgeConfig config) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "parley-bridge-lease");
        properties.setProperty("connectTimeout", Long.toString(ANSWER.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        return JdbcClient.create(DirectDatabase.of(config.database(), properties));
    }

    /// From now on sessions can be had.
    ///
    /// @throws DataAccessException when the database is not there
    public void start() {
        register();
        Thread.ofVirtual().name("lease-renewal").start(this::renewUntilClosed);
        Thread.ofVirtual().name("lease-watch").start(this::watchUntilClosed);
    }

    /// Gives everything back, so that others can go on at once. The sessions have been stopped before.
    public void close() {
        closing.countDown();
        Optional<Tenure> last = tenure;
        forget();
        try {
            last.ifPresent(left -> renewals.leave(left.process()));
        } catch (DataAccessException e) {
            LOG.warn("the sessions could not be given back; others wait {} s for them", LASTS.toSeconds());
        }
    }

    /// Takes a session.
    ///
    /// @return empty when another process has it, or there is no such session
    /// @throws Problem.Unavailable when this process has no right to any now
    public Optional<Lease> acquire(String sessionId) {
        String process = current().process();
        return table.acquire(sessionId, process).map(epoch -> keep(sessionId, epoch, process));
    }

    private Lease keep(String sessionId, long epoch, String process) {
        Lease lease = new Lease(sessionId, epoch, table.proof(sessionId, epoch));
        held.put(sessionId, lease);
        if (tenure.filter(now -> now.process().equals(process)).isEmpty()) {
            lease.lose();
        }
        return lease;
    }

    /// The session ended for good and is not to be run again by itself.
    public void release(Lease lease) {
        held.remove(lease.sessionId(), lease);
        if (!lease.isLost()) {
            try {
                table.release(lease.sessionId(), lease.epoch());
            } catch (DataAccessException e) {
                // It is found and run once more, and then ends for the same reason.
                LOG.info("session {}: could not be given back", lease.sessionId());
            }
        }
    }

    /// The session could not be run; it is to be tried again.
    public void abandon(Lease lease) {
        held.remove(lease.sessionId(), lease);
    }

    /// Lets this thread's transaction commit only if the session is still this process's then; for those who
    /// hold no lease in hand.
    ///
    /// @throws LeaseLostException when it is not
    public void guard(String sessionId) {
        Lease lease = held.get(sessionId);
        if (lease == null) {
            throw new LeaseLostException(sessionId);
        }
        lease.guard();
    }

    /// Whether another process has this session and lives.
    public boolean isHeldElsewhere(String sessionId) {
        return table.isHeldByAnother(sessionId, tenure.map(Tenure::process).orElse(""));
    }

    /// The id under which this process holds sessions now.
    public Optional<String> process() {
        return tenure.map(Tenure::process);
    }

    private Tenure current() {
        return tenure.filter(now -> !now.isOver())
                .orElseThrow(
                        () -> new Problem.Unavailable("The database was away for too long; try again in a moment"));
    }

    private void renewUntilClosed() {
        while (!closed(RENEWED_EVERY)) {
            try {
                tenure.ifPresentOrElse(this::renew, this::register);
            } catch (ConfigException e) {
                LOG.warn("no session can be run: {}", e.getMessage());
            } catch (DataAccessException e) {
                LOG.warn(
                        "the lease on the sessions could not be prolonged: {}",
                        e.getClass().getSimpleName());
            }
        }
    }

    private void renew(Tenure now) {
        long asked = System.nanoTime();
        if (renewals.renew(now.process(), LASTS)) {
            extend(now, asked);
        } else {
            lapse(now);
        }
    }

    private synchronized void extend(Tenure from, long asked) {
        if (tenure.equals(Optional.of(from)) && !from.isOver()) {
            tenure = Optional.of(new Tenure(from.process(), end(asked)));
        }
    }

    private void register() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String process = HexFormat.of().formatHex(id);
        long asked = System.nanoTime();
        renewals.register(process, LASTS);
        if (renewals.isKeyChanging()) {
            renewals.leave(process);
            throw new ConfigException(
                    "The master key is being changed, or that was interrupted: run `./parley rotate-key` to its end");
        }
        tenure = Optional.of(new Tenure(process, end(asked)));
    }

    private static long end(long asked) {
        return asked + LASTS.minus(MARGIN).toNanos();
    }

    private void watchUntilClosed() {
        while (!closed(GLANCE)) {
            tenure.filter(Tenure::isOver).ifPresent(this::lapse);
        }
    }

    private synchronized void lapse(Tenure over) {
        if (tenure.equals(Optional.of(over))) {
            LOG.warn("the lease on the sessions has run out: all of them end here until the database is back");
            forget();
        }
    }

    private void forget() {
        tenure = Optional.empty();
        held.values().forEach(Lease::lose);
        held.clear();
    }

    private boolean closed(Duration patience) {
        try {
            return closing.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
