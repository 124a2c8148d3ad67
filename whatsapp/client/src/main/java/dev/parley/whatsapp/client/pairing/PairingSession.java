package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Acks;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Mailbox;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection that waits to be linked, by QR code, by pairing code, or by either and a passkey. What the
/// server sends is acknowledged on the thread that reads; everything else happens in order in this session's
/// steps, which may wait for the server. QR codes, pairing code and passkey ceremony therefore need no locks.
/// Thread-safe.
public final class PairingSession {
    private static final Logger log = LoggerFactory.getLogger(PairingSession.class);

    private static final int STEPS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(2);
    /// Two questions to WhatsApp may be waited for before ours is its turn.
    private static final Duration CALL_PATIENCE = Duration.ofSeconds(90);

    private static final String PAIR_SUCCESS = "pair-success";
    private static final String CODE_NOTIFICATION = "link_code_companion_reg";

    private final Connection connection;
    private final PairingParts parts;
    private final Mailbox<Runnable> steps;
    private final QrPairing qr;
    private final CodePairing code;
    private final PasskeyCeremony passkey;
    private final PairSuccess success;

    /// Events after the end would be about nothing.
    private boolean over;

    public PairingSession(Connection connection, PairingParts parts) {
        this.connection = connection;
        this.parts = parts;
        this.steps = new Mailbox<>(STEPS, STEPS, parts.executor(), parts.clock(), this::runAll);
        this.qr = new QrPairing(this);
        this.code = new CodePairing(this);
        this.passkey = new PasskeyCeremony(this);
        this.success = new PairSuccess(this);
    }

    /// How long the step in hand has taken.
    Duration busyFor() {
        return steps.busyFor();
    }

    /// Whether an iq from the server belongs here.
    public static boolean concerns(Node iq) {
        return iq.child("pair-device").isPresent() || iq.child(PAIR_SUCCESS).isPresent();
    }

    /// Takes `pair-device` and `pair-success`.
    public void iq(Node iq) {
        iq.child("pair-device").ifPresent(pairDevice -> {
            connection.send(result(iq).build());
            step(() -> {
                if (!passkey.active()) {
                    qr.show(pairDevice);
                }
            });
        });
        iq.child(PAIR_SUCCESS).ifPresent(success -> step(() -> this.success.accept(iq, success)));
    }

    /// Takes a notification if it belongs to linking, and acknowledges it.
    ///
    /// @return whether it does
    public boolean notification(Node notification) {
        switch (notification.attrOrEmpty("type")) {
            case "companion_reg_refresh" -> take(notification, this::refreshSecret);
            case CODE_NOTIFICATION -> codeNotification(notification);
            case "passkey_prologue_request" ->
                take(notification, () -> {
                    qr.stop();
                    passkey.requested(notification, code.abandon());
                });
            case "crsc_continuation" -> take(notification, () -> passkey.continued(notification));
            default -> {
                return false;
            }
        }
        return true;
    }

    /// The connection has ended. Nothing of it can be used on another.
    public void ended(DisconnectCause cause) {
        synchronized (this) {
            boolean unfinished = passkey.active() && !(cause instanceof DisconnectCause.Requested);
            if (unfinished && !over) {
                parts.states().accept(new StateEvent.PairingFailed(new PairingFailure.ConnectionEnded(cause)));
            }
            over = true;
        }
        step(qr::stop);
    }

    /// Asks for a pairing code.
    ///
    /// @param phone digits of the international form
    StateEvent.PairingCode requestCode(String phone) {
        return call(() -> {
            if (passkey.active()) {
                throw new PairingCodeException(new CodeRefusal.PasskeyAsked());
            }
            return code.request(phone);
        });
    }

    void answerPasskey(String assertionJson) {
        if (!passkey.awaitsAnswer()) {
            throw new PasskeyAnswerException(new PasskeyProblem.NothingPending());
        }
        call(() -> {
            passkey.answer(assertionJson);
            return true;
        });
    }

    void confirmPasskey(boolean same) {
        if (!passkey.awaitsConfirmation()) {
            throw new PasskeyAnswerException(new PasskeyProblem.NothingToConfirm());
        }
        call(() -> {
            passkey.confirm(same);
            return true;
        });
    }

    private void codeNotification(Node notification) {
        Optional<Node> registration = notification.child(CODE_NOTIFICATION);
        String stage = registration.map(node -> node.attrOrEmpty("stage")).orElse("");
        if (!isFromServer(notification) || !CodePairing.knows(stage)) {
            // The official client refuses a stage that it does not know (connection.md section 7.5).
            connection.send(Acks.refusing(notification, Optional.empty(), Acks.PARSING_ERROR));
            return;
        }
        connection.send(Acks.of(notification, Optional.empty()));
        step(() -> {
            if (!passkey.active()) {
                code.notified(stage, registration.orElseThrow());
            }
        });
    }

    /// Only the server's own word counts; others' is acknowledged and forgotten.
    private void take(Node notification, Runnable work) {
        connection.send(Acks.of(notification, Optional.empty()));
        if (isFromServer(notification)) {
            step(work);
        } else {
            log.warn("A {} that is not from the server was left out", notification.attrOrEmpty("type"));
        }
    }

    private static boolean isFromServer(Node notification) {
        return notification.jid("from").filter(Jid.SERVER::equals).isPresent();
    }

    /// The server wants the code drawn anew: same ref, new secret (connection.md section 6.5). Once a passkey is
    /// asked for, no code is shown, and the phone knows the secret of the one it scanned.
    private void refreshSecret() {
        if (!passkey.active()) {
            changeSecret(credentials -> credentials.withNewAdvSecret(parts.random()));
        }
    }

    /// Stores another ADV secret; the QR code on the screen follows.
    void changeSecret(UnaryOperator<Credentials> change) {
        parts.vault()
                .update(records -> records.credentials()
                        .write(change.apply(records.credentials()
                                .read()
                                .orElseThrow(() -> new IllegalStateException("no credentials")))));
        qr.redraw();
    }

    Credentials credentials() {
        return parts.vault()
                .transact(records ->
                        records.credentials().read().orElseThrow(() -> new IllegalStateException("no credentials")));
    }

    /// The refs are used up, or the pairing code is gone: when neither is left, nobody can link here any more.
    /// The connection stays while a code can still be typed, and through a passkey ceremony (connection.md
    /// section 6.3).
    void endIfIdle() {
        if (!qr.showing() && !code.pending() && !passkey.active()) {
            connection.end(new DisconnectCause.QrExpired());
        }
    }

    /// The device is linked: what was shown for it is void.
    void linked() {
        qr.stop();
        code.abandon();
        passkey.linked();
    }

    boolean passkeyActive() {
        return passkey.active();
    }

    /// Ends everything: only a new connection helps.
    void fail(PairingFailure failure) {
        emit(new StateEvent.PairingFailed(failure));
        connection.end(new DisconnectCause.PairingRefused(failure.words()));
    }

    synchronized void emit(StateEvent event) {
        if (!over) {
            parts.states().accept(event);
        }
    }

    PairingParts parts() {
        return parts;
    }

    Instant now() {
        return parts.clock().instant();
    }

    void send(Node stanza) {
        connection.send(stanza);
    }

    /// Lets the last word arrive before the end.
    void flush() {
        connection.flush(FLUSH_PATIENCE);
    }

    /// Asks the server in the namespace of linking; blocks.
    ///
    /// @param type `get` or `set`
    Node ask(String type, Node.Builder child) {
        return connection.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", type)
                        .attr("xmlns", "md")
                        .child(child),
                parts.timings().answer());
    }

    /// Runs a step after a while, if the connection is still there.
    Future<?> later(Duration delay, Runnable step) {
        return parts.timer()
                .schedule(() -> parts.executor().execute(() -> step(step)), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    static Node.Builder result(Node iq) {
        return Node.of("iq").attr("to", Jid.SERVER).attr("type", "result").attr("id", iq.attrOrEmpty("id"));
    }

    private void step(Runnable step) {
        if (!steps.offer(step, PATIENCE)) {
            connection.end(new DisconnectCause.ConnectionLost("what the server sends is not being handled"));
        }
    }

    private void runAll(List<Runnable> batch) {
        for (Runnable step : batch) {
            try {
                step.run();
            } catch (WhatsAppException.NotConnected _) {
                // The end of the connection says it all.
            } catch (RuntimeException e) {
                log.error("A step of linking failed", e);
                connection.end(new DisconnectCause.StoreFailed());
            }
        }
    }

    /// Runs a step and waits for what comes of it.
    private <T> T call(Supplier<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        step(() -> {
            try {
                outcome.complete(work.get());
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        try {
            return outcome.get(CALL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (TimeoutException _) {
            throw new WhatsAppException.Timeout("a step of linking", CALL_PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.NotConnected("interrupted while linking");
        }
    }
}
