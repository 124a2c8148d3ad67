package dev.parley.bridge.sessions;

import dev.parley.bridge.chats.PhoneNumbers;
import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.engine.Device;
import dev.parley.bridge.engine.Engine;
import dev.parley.bridge.health.HealthBook;
import dev.parley.bridge.health.Proofs;
import dev.parley.bridge.inbound.Inbound;
import dev.parley.bridge.keys.DeviceStores;
import dev.parley.bridge.lease.Lease;
import dev.parley.bridge.lease.LeaseLostException;
import dev.parley.bridge.lease.Leases;
import dev.parley.bridge.outbox.Dispatchers;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Service;

/// The sessions of this bridge. Thread-safe. What happens to one never touches another.
@Service
public class Sessions {
    private static final int LONGEST_USER_ID = 200;
    private static final Duration ENDING = Duration.ofSeconds(15);

    /// WhatsApp itself refuses more after some; that refusal lasts longer and hits the owner's phone.
    private static final int CODES = 5;
    private static final Duration CODES_WITHIN = Duration.ofMinutes(10);

    /// How long somebody who looks at the chats is shown as present.
    private static final Duration SHOWN = Duration.ofSeconds(60);

    private final SessionTable table;
    private final SessionBook book;
    private final DeviceStores stores;
    private final Leases leases;
    private final HealthBook health;
    private final Clock clock;
    private final RateLimit codes;
    private final int slots;
    private final RunningSession.Parts parts;
    private final ConcurrentMap<String, RunningSession> running = new ConcurrentHashMap<>();

    Sessions(
            SessionTable table,
            SessionBook book,
            DeviceStores stores,
            Engine engine,
            Inbound inbound,
            Dispatchers dispatchers,
            BridgeConfig config,
            Leases leases,
            HealthBook health,
            Proofs proofs,
            Clock clock) {
        this.table = table;
        this.book = book;
        this.stores = stores;
        this.leases = leases;
        this.health = health;
        this.clock = clock;
        this.codes = new RateLimit(
                CODES, CODES_WITHIN, clock, "Too many pairing codes were asked for; try again in some minutes");
        this.slots = config.maxSessionsPerUser();
        this.parts = new RunningSession.Parts(engine, book, inbound, dispatchers, health, proofs, this::ended);
    }

    private void ended(RunningSession session) {
        running.remove(session.id(), session);
        if (!session.untold()) {
            leases.release(session.lease());
        }
    }

    /// Makes a session in a user's slot, or finds the one there, and starts it. A user that the database
    /// does not know is recorded: somebody of the caller's own, who cannot sign in.
    ///
    /// @return its id
    public String open(String userId, int slot) {
        if (slot < 1 || slot > slots) {
            throw new Problem.Invalid("slot must be a number from 1 to " + slots);
        }
        if (userId.isBlank() || userId.length() > LONGEST_USER_ID || userId.indexOf('\0') >= 0) {
            throw new Problem.Invalid("userId must be 1 to " + LONGEST_USER_ID + " characters");
        }
        String id = table.ensure(UUID.randomUUID().toString(), userId, slot);
        start(id);
        return id;
    }

    /// Starts a session; one that is running already goes on.
    public void start(String id) {
        started(session(id));
    }

    private RunningSession started(Session session) {
        String id = session.id();
        RunningSession live = running.computeIfAbsent(id, _ -> create(session));
        while (!live.start()) {
            // It is on its way out: the new one begins when the place is free.
            if (!live.awaitEnd(ENDING)) {
                throw new Problem.Conflict("Session is being ended");
            }
            live = running.computeIfAbsent(id, _ -> create(session));
        }
        return live;
    }

    /// Asks WhatsApp for a code that links this session when it is typed on the phone, and starts the
    /// session for it if need be. Blocks.
    ///
    /// @param phone the number of that phone, in international form
    /// @return the code as people read it, `ABCD-EFGH`
    public String requestCode(String id, String phone) {
        Session session = session(id);
        String number = PhoneNumbers.e164(phone)
                .orElseThrow(() -> new Problem.Invalid("phone is no phone number in international form"));
        if (session.phone().isPresent()) {
            throw new Problem.Conflict("Session is linked already");
        }
        if (table.isHeldByAnother(number, id)) {
            throw new Problem.Conflict(Reason.PHONE_ALREADY_LINKED.words());
        }
        codes.use("session " + id);
        codes.use("phone " + number);
        return PairingAnswers.code(started(session).device(), number);
    }

    /// Hands over the answer to the passkey challenge.
    ///
    /// @param assertion what the browser gave, as JSON
    public void answerPasskey(String id, String assertion) {
        PairingAnswers.passkey(linkable(id), device -> device.answerPasskey(assertion));
    }

    /// A person compared the codes.
    public void confirmPasskey(String id, boolean same) {
        PairingAnswers.passkey(linkable(id), device -> device.confirmPasskey(same));
    }

    private Optional<Device> linkable(String id) {
        return Optional.ofNullable(running.get(session(id).id())).map(RunningSession::device);
    }

    /// @throws Problem.NotFound when there is none
    public Session session(String id) {
        return Optional.of(id)
                .filter(text -> text.indexOf('\0') < 0)
                .flatMap(table::find)
                .orElseThrow(() -> new Problem.NotFound("Session not found"));
    }

    public List<SessionInfo> ofUser(String userId) {
        return userId.indexOf('\0') >= 0
                ? List.of()
                : table.ofUser(userId).stream().map(Session::info).toList();
    }

    public SessionView view(String id) {
        Session session = session(id);
        Optional<RunningSession> live = Optional.ofNullable(running.get(id));
        Optional<Reason> reason =
                live.isEmpty() && leases.isHeldElsewhere(id) ? Optional.of(Reason.HELD_ELSEWHERE) : session.reason();
        Linking linking = live.map(RunningSession::linking).orElse(Linking.NONE).at(clock.instant());
        return new SessionView(
                id,
                session.status(),
                session.phone(),
                session.displayName(),
                live.filter(found -> found.device().connected()).isPresent(),
                linking.qr().map(QrCode::text),
                linking.qr().map(QrCode::dataUrl),
                linking.qr().map(QrCode::expiresAt),
                linking.code().map(PairingCode::code),
                linking.code().map(PairingCode::expiresAt),
                linking.passkey(),
                reason.map(Reason::code),
                reason.map(Reason::words));
    }

    public SessionHealth health(String id) {
        Session session = session(id);
        return SessionHealth.of(session, health.of(id), clock.instant());
    }

    /// Shows the owner as present, or no more. It ends by itself: whoever watches asks again before.
    ///
    /// @return when it ends
    public Instant show(String id, boolean available) {
        session(id);
        RunningSession live = Optional.ofNullable(running.get(id))
                .orElseThrow(() -> new Problem.Conflict("Session is not connected"));
        live.show(available, System.nanoTime() + SHOWN.toNanos());
        return available ? clock.instant().plus(SHOWN) : clock.instant();
    }

    /// Logs the device out at WhatsApp and forgets everything of the session, in whatever state it is. Blocks;
    /// when WhatsApp cannot be told in time, the owner's phone still lists the device.
    public void delete(String id) {
        Session session = session(id);
        RunningSession live = running.computeIfAbsent(id, _ -> create(session));
        try {
            live.logout(() -> book.removed(live.lease(), session));
        } catch (LeaseLostException _) {
            throw new Problem.Conflict(Reason.HELD_ELSEWHERE.words());
        }
    }

    /// The session, when what is sent through it will go out: connected, or about to be again by itself.
    ///
    /// @throws Problem.Conflict when it is not linked, or has ended
    public Session sendable(String id) {
        Session session = session(id);
        if (session.phone().isEmpty() || !running.containsKey(id)) {
            throw new Problem.Conflict(
                    leases.isHeldElsewhere(id) ? Reason.HELD_ELSEWHERE.words() : "Session is not connected");
        }
        return session;
    }

    /// Whether messages leave at once.
    public boolean connected(String id) {
        return Optional.ofNullable(running.get(id))
                .filter(session -> session.device().connected())
                .isPresent();
    }

    /// A message was accepted for this session.
    public void wake(String id) {
        Optional.ofNullable(running.get(id)).ifPresent(RunningSession::wake);
    }

    /// Asks WhatsApp who has a number.
    ///
    /// @param phone E.164 with `+`
    public Optional<Person> lookUp(String id, String phone) {
        RunningSession live = running.get(id);
        if (live == null || !live.device().connected()) {
            throw new Problem.Conflict("Session is not connected");
        }
        try {
            return live.device().lookUp(phone);
        } catch (WhatsAppException.NotConnected _) {
            throw new Problem.Conflict("Session is not connected");
        } catch (WhatsAppException _) {
            throw new Problem.Unavailable("WhatsApp did not answer who has this number");
        }
    }

    /// The device of a session, while it is connected.
    public Optional<Device> connectedDevice(String id) {
        return Optional.ofNullable(running.get(id)).map(RunningSession::device).filter(Device::connected);
    }

    /// The device of a session that is connected or on its way there.
    public Optional<Device> runningDevice(String id) {
        return Optional.ofNullable(running.get(id)).map(RunningSession::device);
    }

    /// The sessions that are connected.
    public List<String> connected() {
        return running.values().stream()
                .filter(session -> session.device().connected())
                .map(RunningSession::id)
                .toList();
    }

    /// How many are connected or on their way there.
    public int active() {
        return running.size();
    }

    /// How many running ones are in this state.
    int count(SessionStatus status) {
        return (int) running.values().stream()
                .filter(session -> session.status() == status)
                .count();
    }

    /// Starts a session by itself, without anybody who waits for it.
    RunningSession restore(Session session) {
        RunningSession live = running.computeIfAbsent(session.id(), _ -> create(session));
        live.start();
        return live;
    }

    Collection<RunningSession> all() {
        return List.copyOf(running.values());
    }

    private RunningSession create(Session session) {
        Lease lease =
                leases.acquire(session.id()).orElseThrow(() -> new Problem.Conflict(Reason.HELD_ELSEWHERE.words()));
        try {
            return new RunningSession(session, lease, stores.of(lease), parts);
        } catch (RuntimeException e) {
            leases.abandon(lease);
            throw e;
        }
    }
}
