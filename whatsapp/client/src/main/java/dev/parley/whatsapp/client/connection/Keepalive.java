package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Proves from time to time that a connection is alive in both directions, and ends it when it is not. One shared
/// timer wakes for all connections of a process; a connection costs one entry in it.
public final class Keepalive {
    /// @param minInterval between an answer and the next ping, at least
    /// @param maxInterval the same, at most; clients must not ping in step
    /// @param pingDeadline a connection that brought nothing for so long after a ping is dead
    /// @param handlingDeadline how long one batch of received stanzas may take: longer, and the session only
    ///     looks alive
    record Timing(Duration minInterval, Duration maxInterval, Duration pingDeadline, Duration handlingDeadline) {
        /// As whatsmeow and WhatsApp Web have them (connection.md section 9.2).
        static final Timing USUAL = new Timing(
                Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(3));
    }

    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Timing timing;

    public Keepalive(ScheduledExecutorService timer, Executor executor, InstantSource clock, RandomGenerator random) {
        this(timer, executor, clock, random, Timing.USUAL);
    }

    Keepalive(
            ScheduledExecutorService timer,
            Executor executor,
            InstantSource clock,
            RandomGenerator random,
            Timing timing) {
        this.timer = timer;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
        this.timing = timing;
    }

    /// Watches a connection until it ends.
    ///
    /// @param handlingFor how long the batch in hand has been handled
    public void watch(Connection connection, Supplier<Duration> handlingFor) {
        // The entry needs no cancelling: the check ends by itself when the connection has ended.
        var _ = timer.schedule(
                () -> executor.execute(() -> check(connection, handlingFor)),
                random.nextLong(
                        timing.minInterval().toMillis(), timing.maxInterval().toMillis()),
                TimeUnit.MILLISECONDS);
    }

    private void check(Connection connection, Supplier<Duration> handlingFor) {
        if (!connection.isOpen()) {
            return;
        }
        if (handlingFor.get().compareTo(timing.handlingDeadline()) > 0) {
            connection.end(new DisconnectCause.ConnectionLost("received stanzas are not being handled"));
            return;
        }
        Instant asked = clock.instant();
        try {
            connection.request(ping(), timing.pingDeadline());
        } catch (WhatsAppException.Timeout _) {
            if (connection.lastReceived().isBefore(asked)) {
                connection.end(new DisconnectCause.ConnectionLost("a ping was not answered"));
            }
        } catch (WhatsAppException.IqError _) {
            // An error is an answer too.
        } catch (WhatsAppException.NotConnected _) {
            return;
        }
        watch(connection, handlingFor);
    }

    private static Node.Builder ping() {
        return Node.of("iq").attr("to", Jid.SERVER).attr("type", "get").attr("xmlns", "w:p");
    }
}
