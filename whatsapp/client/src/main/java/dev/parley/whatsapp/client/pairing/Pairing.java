package dev.parley.whatsapp.client.pairing;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Connection;
import dev.parley.whatsapp.client.connection.Keepalive;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import dev.parley.whatsapp.client.vault.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What people do while a number is being linked, beside scanning the QR code. What comes of it arrives as state
/// events. Thread-safe; the calls block, never longer than four minutes.
public final class Pairing {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(30);
    /// WhatsApp was seen to remove a device some 17 seconds after it was linked (passkey.md section 1.4).
    private static final Duration PROBATION = Duration.ofMinutes(2);

    private final PairingParts parts;
    private final Keepalive keepalive;
    private final Runnable connect;

    /// Guarded by this object's monitor: completed while a connection can be linked.
    private CompletableFuture<PairingSession> session = new CompletableFuture<>();

    private volatile Instant linkedAt = Instant.MIN;

    /// @param connect starts connecting unless there is a connection, or one is being made
    public Pairing(PairingParts parts, Keepalive keepalive, Runnable connect) {
        this.parts = parts;
        this.keepalive = keepalive;
        this.connect = connect;
    }

    /// Asks WhatsApp for a code that links this device when it is typed on the phone. QR codes go on beside it.
    /// The code before, if any, becomes void; the session stays the same. Connects if need be.
    ///
    /// @param phone in international form, with or without `+` and punctuation
    /// @throws PairingCodeException when there is none to be had
    /// @throws WhatsAppException when there is no connection, or WhatsApp does not answer
    public PairingCode requestCode(String phone) {
        String digits =
                PhoneNumbers.digits(phone).orElseThrow(() -> new PairingCodeException(new CodeRefusal.NotANumber()));
        if (linked()) {
            throw new PairingCodeException(new CodeRefusal.AlreadyLinked());
        }
        PairingSession first = connectedSession();
        try {
            return first.requestCode(digits);
        } catch (WhatsAppException.NotConnected _) {
            // It was about to end, as the connection of an attempt that somebody gave up is; the next one is meant.
            forget(first);
            return connectedSession().requestCode(digits);
        }
    }

    /// Hands WhatsApp the answer to the challenge of [StateEvent.PasskeyRequired]. Returns when the answer was
    /// found to be possible; what WhatsApp and the phone make of it follows as events.
    ///
    /// @param assertionJson what the browser gave, by WebAuthn's `toJSON()`
    /// @throws PasskeyAnswerException when the answer cannot be right, or none is wanted
    public void answerPasskey(String assertionJson) {
        current()
                .orElseThrow(() -> new PasskeyAnswerException(new PasskeyProblem.NothingPending()))
                .answerPasskey(assertionJson);
    }

    /// The person's answer to [StateEvent.PasskeyConfirmation].
    ///
    /// @param same whether the phone shows exactly that code; if not, linking is stopped
    /// @throws PasskeyAnswerException when nobody was asked
    public void confirmPasskey(boolean same) {
        current()
                .orElseThrow(() -> new PasskeyAnswerException(new PasskeyProblem.NothingToConfirm()))
                .confirmPasskey(same);
    }

    /// Begins to link on a connection. For the client's own use.
    public PairingSession open(Connection connection) {
        PairingSession opened = new PairingSession(connection, parts);
        // People take minutes; WhatsApp hangs up on who is silent for so long.
        keepalive.watch(connection, opened::busyFor);
        synchronized (this) {
            if (session.isDone()) {
                session = new CompletableFuture<>();
            }
            session.complete(opened);
        }
        return opened;
    }

    /// A connection on which nothing can be linked any more. For the client's own use.
    public void close(PairingSession ended, DisconnectCause cause) {
        forget(ended);
        ended.ended(cause);
        if (linked()) {
            linkedAt = parts.clock().instant();
        }
    }

    /// The device was removed: right after it was linked, that is a failure of linking. For the client's own use.
    public void removed() {
        if (parts.clock().instant().isBefore(linkedAt.plus(PROBATION))) {
            linkedAt = Instant.MIN;
            parts.states().accept(new StateEvent.PairingFailed(new PairingFailure.RemovedAgain()));
        }
    }

    private boolean linked() {
        return parts.vault()
                .transact(records -> records.credentials().read())
                .flatMap(Credentials::account)
                .isPresent();
    }

    private synchronized Optional<PairingSession> current() {
        return Optional.ofNullable(session.getNow(null));
    }

    private synchronized void forget(PairingSession ended) {
        if (current().filter(ended::equals).isPresent()) {
            session = new CompletableFuture<>();
        }
    }

    private PairingSession connectedSession() {
        connect.run();
        CompletableFuture<PairingSession> awaited;
        synchronized (this) {
            awaited = session;
        }
        try {
            return awaited.get(CONNECT_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException _) {
            throw new WhatsAppException.NotConnected("no connection to WhatsApp on which to link");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.NotConnected("interrupted while connecting");
        }
    }
}
