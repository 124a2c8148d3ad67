package dev.parley.whatsapp.client;

import dev.parley.whatsapp.client.connection.Backoff;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.connection.TransportException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.noise.NoiseException;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The life of one client across its connections. Its state changes only in its [Steps]; everybody else asks
/// for a change.
///
/// Idle -> Connecting (connect) | Connecting -> Open (handshake done) | Open -> Online (logged in and active)
/// Connecting, Open, Online -> BackingOff (transient cause) | BackingOff -> Connecting (time is up, or
/// connect) Open, Online -> Connecting (restart required) | any -> Idle (terminal cause)
final class Lifecycle {
    private final Environment environment;
    private final Vault vault;
    private final Link link;
    private final Steps steps;
    private final EventConsumer consumer;
    private final Supplier<Connection.Listener> listeners;

    /// These three belong to the steps.
    private State state = new State.Idle();
    /// A login that was complete before its connection counted as open.
    private Optional<Active> early = Optional.empty();

    private int failures;
    private long attempts;

    private volatile CompletableFuture<Connection> online = new CompletableFuture<>();

    /// Belongs to the steps too.
    private CompletableFuture<Boolean> idle = CompletableFuture.completedFuture(true);

    /// @param listeners makes whoever handles the stanzas of one connection and reports its end to [#ended]
    Lifecycle(
            Environment environment,
            Vault vault,
            Link link,
            Steps steps,
            EventConsumer consumer,
            Supplier<Connection.Listener> listeners) {
        this.environment = environment;
        this.vault = vault;
        this.link = link;
        this.steps = steps;
        this.consumer = consumer;
        this.listeners = listeners;
    }

    private sealed interface State {
        record Idle() implements State {}

        /// @param attempt tells it apart from an earlier one that comes late
        record Connecting(long attempt) implements State {}

        record Open(Connection connection) implements State {}

        record Online(Connection connection) implements State {}

        record BackingOff(Future<?> timer) implements State {}
    }

    /// Starts connecting unless there is a connection, or one is being made.
    void connect() {
        steps.run(() -> {
            switch (state) {
                case State.Idle _ -> begin();
                case State.BackingOff(Future<?> timer) -> {
                    timer.cancel(false);
                    begin();
                }
                case State.Connecting _, State.Open _, State.Online _ -> {
                    // On its way, or there.
                }
            }
        });
    }

    /// Ends whatever there is, for good.
    ///
    /// @return completed when there is no connection and none is being made
    CompletableFuture<Boolean> stop() {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        steps.run(() -> {
            var _ = idle.thenAccept(stopped::complete);
            switch (state) {
                case State.Idle _ -> {
                    // Nothing to end.
                }
                case State.BackingOff(Future<?> timer) -> {
                    timer.cancel(false);
                    rest(new DisconnectCause.Requested());
                }
                case State.Connecting _ -> rest(new DisconnectCause.Requested());
                case State.Open(Connection connection) -> connection.end(new DisconnectCause.Requested());
                case State.Online(Connection connection) -> connection.end(new DisconnectCause.Requested());
            }
        });
        return stopped;
    }

    /// The connection is logged in and its queue flows.
    ///
    /// @param then to be done as soon as the client is online; must not block
    void active(Connection connection, Account account, Runnable then) {
        steps.run(() -> {
            Active active = new Active(connection, account, then);
            if (state instanceof State.Connecting) {
                // The connection reads before whoever opened it has said so.
                early = Optional.of(active);
            } else {
                goOnline(active);
            }
        });
    }

    private record Active(Connection connection, Account account, Runnable then) {}

    private void goOnline(Active active) {
        Connection connection = active.connection();
        if (state instanceof State.Open(Connection open) && open == connection && connection.isOpen()) {
            state = new State.Online(connection);
            failures = 0;
            link.attach(connection);
            // First, so that whoever hears of it finds it so.
            online.complete(connection);
            consumer.state(new StateEvent.Connected(
                    active.account().pn(), active.account().lid()));
            active.then().run();
        }
    }

    /// A connection ended.
    void ended(Connection connection, DisconnectCause cause) {
        link.detach(connection);
        steps.run(() -> {
            boolean current =
                    switch (state) {
                        case State.Open(Connection open) -> open == connection;
                        case State.Online(Connection open) -> open == connection;
                        case State.Idle _, State.Connecting _, State.BackingOff _ -> false;
                    };
            if (current) {
                follow(revised(connection, cause));
            }
        });
    }

    boolean isOnline() {
        return online.isDone();
    }

    /// The connection, waiting for it to come online; empty when it does not in time.
    Optional<Connection> awaitOnline(Duration timeout) {
        try {
            return Optional.of(online.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void begin() {
        if (idle.isDone()) {
            idle = new CompletableFuture<>();
        }
        long attempt = ++attempts;
        state = new State.Connecting(attempt);
        consumer.state(new StateEvent.Connecting(failures));
        environment.executor().execute(() -> open(attempt));
    }

    private void open(long attempt) {
        try {
            Identity identity = vault.transact(this::identity);
            Connection connection = environment
                    .connector()
                    .open(identity.credentials(), identity.signedPreKey(), identity.routingInfo(), listeners.get());
            steps.run(() -> opened(attempt, connection));
        } catch (TransportException e) {
            steps.run(() -> failed(attempt, new DisconnectCause.ConnectionLost(e.toString())));
        } catch (NoiseException e) {
            steps.run(() -> failed(attempt, new DisconnectCause.ProtocolBroken(e.toString())));
        } catch (RuntimeException e) {
            steps.run(() -> failed(attempt, new DisconnectCause.StoreFailed()));
            throw e;
        }
    }

    private void opened(long attempt, Connection connection) {
        if (!isCurrent(attempt)) {
            connection.end(new DisconnectCause.Requested());
            return;
        }
        state = new State.Open(connection);
        Optional<Active> active = early;
        early = Optional.empty();
        connection
                .cause()
                .ifPresentOrElse(cause -> follow(revised(connection, cause)), () -> active.ifPresent(this::goOnline));
    }

    private void failed(long attempt, DisconnectCause cause) {
        if (isCurrent(attempt)) {
            follow(cause);
        }
    }

    private boolean isCurrent(long attempt) {
        return state instanceof State.Connecting(long current) && current == attempt;
    }

    /// What comes after an end.
    private void follow(DisconnectCause cause) {
        switch (cause) {
            case DisconnectCause.Terminal terminal -> rest(terminal);
            case DisconnectCause.RestartRequired restart
            when failures == 0 -> {
                // The usual end of pairing and no failure; but only once in a row, lest it become a loop.
                failures++;
                offline(restart, Optional.of(Duration.ZERO));
                begin();
            }
            case DisconnectCause.Transient broken -> backOff(broken);
        }
    }

    private void rest(DisconnectCause.Terminal cause) {
        if (cause instanceof DisconnectCause.LoggedOut) {
            vault.update(Records::deleteAll);
        }
        failures = 0;
        state = new State.Idle();
        offline(cause, Optional.empty());
        idle.complete(true);
    }

    private void backOff(DisconnectCause.Transient cause) {
        failures++;
        Duration delay = Backoff.delay(failures, environment.random());
        state = new State.BackingOff(environment
                .timer()
                .schedule(
                        () -> environment.executor().execute(this::connect), delay.toMillis(), TimeUnit.MILLISECONDS));
        offline(cause, Optional.of(delay));
    }

    private void offline(DisconnectCause cause, Optional<Duration> retryIn) {
        if (online.isDone()) {
            online = new CompletableFuture<>();
        }
        consumer.state(new StateEvent.Disconnected(cause, retryIn));
    }

    /// A version that the server calls outdated is worth another try when there is a newer one.
    private DisconnectCause revised(Connection connection, DisconnectCause cause) {
        return cause instanceof DisconnectCause.ClientOutdated
                        && environment.versions().refresh(connection.version())
                ? new DisconnectCause.ServerUnavailable(405)
                : cause;
    }

    /// The device's keys; made now if it has none yet.
    private Identity identity(Records records) {
        Credentials credentials = records.credentials().read().orElseGet(() -> {
            Credentials fresh = Credentials.generate(environment.random());
            records.credentials().write(fresh);
            records.preKeys()
                    .generateSigned(
                            fresh.signedPreKeyId(),
                            fresh.identityKey(),
                            environment.clock().instant(),
                            environment.random());
            return fresh;
        });
        SignedPreKey signedPreKey =
                records.preKeys().readSigned(credentials.signedPreKeyId()).orElseThrow();
        return new Identity(credentials, signedPreKey, records.routingInfo().read());
    }

    private record Identity(Credentials credentials, SignedPreKey signedPreKey, Optional<Bytes> routingInfo) {}
}
