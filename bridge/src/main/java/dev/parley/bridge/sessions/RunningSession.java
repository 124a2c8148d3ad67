package dev.parley.bridge.sessions;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.engine.Engine;
import dev.parley.bridge.events.SessionRef;
import dev.parley.bridge.health.HealthBook;
import dev.parley.bridge.health.Proofs;
import dev.parley.bridge.inbound.Inbound;
import dev.parley.bridge.lease.Lease;
import dev.parley.bridge.lease.LeaseLostException;
import dev.parley.bridge.messages.MessageContent;
import dev.parley.bridge.outbox.Dispatcher;
import dev.parley.bridge.outbox.Dispatchers;
import dev.parley.bridge.thread.SessionThread;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.PasskeyStep;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// One session that is connected or on its way there: takes what the engine tells and keeps it. It lives until an
/// end that is not tried again, and then makes room; starting the session once more makes a new one.
///
/// Thread-safe. The engine calls on one thread at a time; starting and ending come from others.
final class RunningSession implements EventConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(RunningSession.class);
    private static final Duration LOGOUT = Duration.ofSeconds(10);
    private static final Duration REST = Duration.ofSeconds(5);

    /// What all running sessions need.
    record Parts(
            Engine engine,
            SessionBook book,
            Inbound inbound,
            Dispatchers dispatchers,
            HealthBook health,
            Proofs proofs,
            Consumer<RunningSession> onEnd) {}

    private final Lease lease;
    private final SessionRef ref;
    private final Parts parts;
    private final Device device;
    private final Dispatcher dispatcher;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean ended = new AtomicBoolean();

    /// This link is to be undone: another session holds the phone. Already so at the start when the process
    /// before died in the middle of it.
    private volatile boolean toBeUnlinked;

    /// This session is being ended from here; what the engine tells of that end is then no news.
    private volatile boolean leaving;

    private volatile Optional<Jid> self;

    /// The name that was last stored; only the engine's thread uses it.
    private Optional<String> displayName;

    // Written under this object's lock: what is so, and whether the database does not know yet.
    private SessionStatus status = SessionStatus.DISCONNECTED;
    private Optional<Reason> reason = Optional.empty();
    private volatile Linking linking = Linking.NONE;
    private volatile boolean untold;

    /// Guarded by this object's lock: until when the owner is shown as present.
    private Optional<Long> watchedTill = Optional.empty();

    /// Why linking failed, until it begins anew; only the engine's thread uses it.
    private Optional<PairingFailure> failure = Optional.empty();

    RunningSession(Session session, Lease lease, DeviceStore store, Parts parts) {
        this.lease = lease;
        this.ref = session.ref();
        this.parts = parts;
        this.toBeUnlinked = session.unlinkReason().isPresent();
        this.self = session.self();
        this.displayName = session.displayName();
        this.device = parts.engine().device(ref.id(), store, this);
        this.dispatcher = parts.dispatchers().dispatcher(ref.id(), device, () -> self);
        lease.onLost(this::lost);
    }

    String id() {
        return ref.id();
    }

    Lease lease() {
        return lease;
    }

    /// Whether the database does not know how this ended, so that somebody has to find out again.
    boolean untold() {
        return untold;
    }

    Device device() {
        return device;
    }

    synchronized SessionStatus status() {
        return status;
    }

    Linking linking() {
        return linking;
    }

    /// Starts connecting, or goes on with it.
    ///
    /// @return false when this session has just ended: a new one is needed
    boolean start() {
        synchronized (this) {
            if (ended.get() || leaving) {
                return false;
            }
            if (status == SessionStatus.DISCONNECTED) {
                become(SessionStatus.CONNECTING, Optional.empty(), Linking.NONE);
            }
        }
        device.connect();
        return true;
    }

    /// Waits until it has made room for another.
    ///
    /// @return whether it has, in time
    boolean awaitEnd(Duration timeout) {
        return await(over, timeout);
    }

    private static boolean await(CountDownLatch latch, Duration timeout) {
        try {
            return latch.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// A message was accepted.
    void wake() {
        dispatcher.wake();
    }

    /// Waits until it is connected, shows a code, or failed for now.
    void awaitSettled(Duration timeout) {
        if (!await(settled, timeout)) {
            LOG.info("session {}: still connecting after {} s", ref.id(), timeout.toSeconds());
        }
    }

    /// Removes the device from the account, in any state, and ends. Blocks.
    ///
    /// @param written what is to be in the database before another may start the session
    void logout(Runnable written) {
        leaving = true;
        dispatcher.close();
        try {
            if (!device.logout(LOGOUT)) {
                LOG.info("session {}: WhatsApp did not confirm the logout", ref.id());
            }
            written.run();
        } finally {
            end();
        }
    }

    /// Ends the connection and keeps the link. Blocks; writes nothing.
    void stop() {
        leaving = true;
        dispatcher.close();
        device.close();
        try {
            if (!dispatcher.awaitRest(REST)) {
                LOG.info("session {}: still sending {} s after its connection ended", ref.id(), REST.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Another process has the session, or may have it soon: ends without a word to the database.
    private void lost() {
        if (leaving) {
            // Given back, by a process that stops.
            end();
            return;
        }
        leaving = true;
        LOG.info("session {}: no longer held by this process", ref.id());
        end();
    }

    /// Tells the database what it could not be told when it happened.
    synchronized void catchUp() {
        if (untold && !leaving && !ended.get()) {
            tell();
        }
    }

    /// Shows the owner as present until then, or no more.
    ///
    /// @param till on this machine's own clock, in nanoseconds
    void show(boolean available, long till) {
        synchronized (this) {
            watchedTill = available ? Optional.of(till) : Optional.empty();
        }
        device.setAvailable(available);
    }

    /// Nobody has asked for it again: the owner's phone is to ring.
    void hideWhenOver() {
        synchronized (this) {
            if (watchedTill.filter(till -> System.nanoTime() - till >= 0).isEmpty()) {
                return;
            }
            watchedTill = Optional.empty();
        }
        device.setAvailable(false);
    }

    @Override
    public void store(StoredEvent event) {
        parts.proofs().received(ref.id());
        switch (event) {
            case StoredEvent.PhoneSeen(Instant time) -> parts.health().phoneSeen(ref.id(), time);
            case StoredEvent.ReachOutTimelockChanged(ReachOutTimelock lock) ->
                parts.book().locked(ref.id(), lock);
            case StoredEvent.NewChatCapChanged(NewChatCap cap) -> parts.book().capped(ref.id(), cap);
            case StoredEvent.Paired paired -> toBeUnlinked = parts.book().paired(ref.id(), paired);
            case StoredEvent.MessageArrived(IncomingMessage message) -> {
                parts.inbound().store(ref, event);
                // What the account's other devices send carries the account's own name.
                message.pushName().filter(_ -> message.fromMe()).ifPresent(this::ownName);
            }
            case StoredEvent.PushNameChanged(Person person, String name) when isSelf(person) -> ownName(name);
            case StoredEvent.AppStateChanged(AppStateChange.OwnNameChanged(String name), Instant _, boolean _) ->
                ownName(name);
            default -> parts.inbound().store(ref, event);
        }
    }

    private boolean isSelf(Person person) {
        return self.isPresent() && person.pn().equals(self);
    }

    private void ownName(String name) {
        Optional<String> printable = Optional.of(MessageContent.printable(name));
        if (!printable.equals(displayName)) {
            parts.book().ownName(ref.id(), printable.get());
            displayName = printable;
        }
    }

    @Override
    public boolean knows(MessageKey key) {
        return parts.inbound().knows(ref, key);
    }

    @Override
    public void state(StateEvent event) {
        if (leaving) {
            return;
        }
        switch (event) {
            case StateEvent.Connecting _ -> connecting();
            case StateEvent.QrCode(String text, Instant expiresAt) -> {
                if (toBeUnlinked) {
                    // The device was logged out before the process died; only the row did not say so yet.
                    unlinked(Optional.of(Reason.PHONE_ALREADY_LINKED));
                    end();
                } else {
                    failure = Optional.empty();
                    qrCode(QrCode.of(text, expiresAt));
                }
            }
            case StateEvent.PairingCode code -> pairingCode(code);
            case StateEvent.PasskeyRequired required -> passkey(PasskeyView.required(required), Reason.of(required));
            case StateEvent.PasskeyProgress(PasskeyStep step) ->
                linking.passkey().map(shown -> shown.at(step)).ifPresent(this::passkey);
            case StateEvent.PasskeyConfirmation(String code) ->
                linking.passkey().map(shown -> shown.confirming(code)).ifPresent(this::passkey);
            case StateEvent.PairingFailed(PairingFailure cause) -> pairingFailed(cause);
            case StateEvent.Connected account -> connected(account.pn().bare());
            case StateEvent.Disconnected gone -> disconnected(gone.cause());
            case StateEvent.ChatStateChanged typing -> parts.inbound().passing(ref, typing);
            case StateEvent.StanzaSetAside _ -> write(() -> parts.health().setAside(lease));
            // Nothing that a session shows.
            default -> {}
        }
    }

    private void disconnected(DisconnectCause cause) {
        Reason.of(cause).ifPresent(why -> write(() -> parts.health().disconnected(lease, why.code(), why.words())));
        if (cause instanceof DisconnectCause.Terminal terminal) {
            ended(terminal);
        } else {
            become(SessionStatus.CONNECTING, Reason.of(cause), Linking.NONE);
            settled.countDown();
        }
    }

    private synchronized void connecting() {
        failure = Optional.empty();
        become(SessionStatus.CONNECTING, status == SessionStatus.CONNECTING ? reason : Optional.empty(), Linking.NONE);
    }

    private synchronized void qrCode(QrCode code) {
        boolean first = status != SessionStatus.QR_READY;
        linking = linking.with(code);
        if (first) {
            status = SessionStatus.QR_READY;
            reason = Optional.empty();
        }
        write(() -> parts.book().qrCode(lease, code, first));
        settled.countDown();
    }

    private synchronized void pairingCode(PairingCode code) {
        failure = Optional.empty();
        become(status, Optional.empty(), linking.with(code));
    }

    private void passkey(PasskeyView shown) {
        passkey(shown, Reason.of(shown.state()));
    }

    private void passkey(PasskeyView shown, Reason why) {
        failure = Optional.empty();
        become(SessionStatus.CONNECTING, Optional.of(why), Linking.of(shown));
        settled.countDown();
    }

    private synchronized void pairingFailed(PairingFailure cause) {
        failure = Optional.of(cause);
        // Of a passkey's failure the end of the connection tells, which follows; of a code's there may be none.
        if (linking.passkey().isEmpty()) {
            become(status, Optional.of(Reason.of(cause)), linking.withoutCode());
        }
    }

    private void connected(Jid account) {
        self = Optional.of(account);
        if (toBeUnlinked) {
            leaving = true;
            // The engine waits for this method to return, so it cannot be asked from here.
            SessionThread.start("logout", ref.id(), this::undoLink);
            return;
        }
        become(SessionStatus.CONNECTED, Optional.empty(), Linking.NONE);
        settled.countDown();
        dispatcher.wake();
    }

    private void undoLink() {
        logout(() -> unlinked(Optional.of(Reason.PHONE_ALREADY_LINKED)));
    }

    /// When it cannot be written, the session is run once more and ends in the same way.
    private void unlinked(Optional<Reason> why) {
        untold = !write(() -> parts.book().unlinked(lease, why));
    }

    private void ended(DisconnectCause.Terminal cause) {
        // The engine says first what failed in linking, and with more detail.
        Optional<Reason> why = failure.filter(_ ->
                        cause instanceof DisconnectCause.PairingRefused || cause instanceof DisconnectCause.LoggedOut)
                .map(Reason::of)
                .or(() -> Reason.of(cause));
        if (cause instanceof DisconnectCause.LoggedOut) {
            unlinked(why);
            write(() -> parts.dispatchers().giveUp(ref.id(), cause.words()));
        } else {
            become(SessionStatus.DISCONNECTED, why, Linking.NONE);
        }
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            linking = Linking.NONE;
            dispatcher.close();
            parts.onEnd().accept(this);
            over.countDown();
            settled.countDown();
            SessionThread.start("close", ref.id(), device::close);
        }
    }

    private synchronized void become(SessionStatus newStatus, Optional<Reason> newReason, Linking newLinking) {
        boolean news = status != newStatus
                || !reason.equals(newReason)
                || !linking.withoutQr().equals(newLinking.withoutQr());
        status = newStatus;
        reason = newReason;
        linking = newLinking;
        if (news) {
            LOG.info(
                    "session {}: {}{}",
                    ref.id(),
                    status.code(),
                    reason.map(why -> ", " + why.code()).orElse(""));
            tell();
        }
    }

    private void tell() {
        untold = !write(() -> parts.book().status(lease, status, reason, linking));
    }

    /// Writes what can wait: a database that is away must not keep the session from going on.
    ///
    /// @return whether it is written
    private boolean write(Runnable change) {
        try {
            change.run();
            return true;
        } catch (LeaseLostException _) {
            // Whoever has the session now writes.
            return true;
        } catch (DataAccessException | TransactionException e) {
            LOG.warn(
                    "session {}: its state could not be written: {}",
                    ref.id(),
                    e.getClass().getSimpleName());
            return false;
        }
    }
}
