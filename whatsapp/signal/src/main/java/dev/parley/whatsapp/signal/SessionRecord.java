package dev.parley.whatsapp.signal;

import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.signal.DecryptResult.NoSession;
import dev.parley.whatsapp.signal.DecryptResult.Plaintext;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// All sessions with one device: the current one, on which we encrypt, and those that it replaced, on which
/// late messages still arrive. An immutable value; stored as the bytes of [#toByteArray()], a row of its own
/// per device.
public final class SessionRecord {
    /// Without any session.
    public static final SessionRecord EMPTY = new SessionRecord(Optional.empty(), List.of());

    static final int MAX_ARCHIVED = 40;

    /// In all archived sessions together. With the 2000 of each of the current session's five chains this
    /// bounds a record at about 750 kB, whatever a peer sends; an ordinary one has less than 1 kB.
    static final int MAX_ARCHIVED_SKIPPED_KEYS = SessionState.MAX_RECEIVER_CHAINS * SkippedKeys.MAX;

    private final Optional<SessionState> current;
    private final List<SessionState> archived;

    /// @param archived newest first; the oldest are dropped until both limits hold
    SessionRecord(Optional<SessionState> current, List<SessionState> archived) {
        this.current = current;
        this.archived = withinLimits(archived);
    }

    /// Reads what [#toByteArray()] wrote.
    ///
    /// @throws CorruptSessionException if it is something else
    public static SessionRecord parse(byte[] stored) {
        return SessionRecordCodec.parse(stored);
    }

    /// The form for storage. It holds private keys: to be encrypted at rest.
    public byte[] toByteArray() {
        return SessionRecordCodec.serialize(this);
    }

    /// Whether a message can be encrypted without a bundle.
    public boolean hasCurrent() {
        return current.isPresent();
    }

    /// The other side's identity key in the current session.
    public Optional<PublicKey> remoteIdentity() {
        return current.map(SessionState::remoteIdentity);
    }

    /// The other side's registration id in the current session; another one now means that the device was set
    /// up anew.
    public OptionalInt remoteRegistrationId() {
        return current.map(state -> OptionalInt.of(state.remoteRegistrationId()))
                .orElseGet(OptionalInt::empty);
    }

    /// Whether the other side ever spoke on any of these sessions: then they are not of our making alone.
    public boolean wasAnswered() {
        return states().stream().anyMatch(state -> state.pendingPreKey().isEmpty());
    }

    /// The key that names the current session: unchanged as long as the session was not rebuilt.
    public Optional<PublicKey> aliceBaseKey() {
        return current.map(SessionState::aliceBaseKey);
    }

    /// The record without a current session: the next message needs a new one, late messages still decrypt.
    public SessionRecord closed() {
        return new SessionRecord(Optional.empty(), states());
    }

    /// Joins the sessions of a device that was known under two addresses. The current session stays, the
    /// other's is archived in front; if this record has none at all, the result is `other`.
    public SessionRecord withArchived(SessionRecord other) {
        if (states().isEmpty()) {
            return other;
        }
        List<SessionState> merged = Stream.of(other.current.stream(), archived.stream(), other.archived.stream())
                .flatMap(states -> states)
                .toList();
        Set<PublicKey> seen = new HashSet<>(aliceBaseKey().stream().toList());
        return new SessionRecord(
                current,
                merged.stream().filter(state -> seen.add(state.aliceBaseKey())).toList());
    }

    /// The record with `fresh` in use and the session before archived.
    SessionRecord withCurrent(SessionState fresh) {
        return new SessionRecord(Optional.of(fresh), states());
    }

    boolean knows(PublicKey aliceBaseKey) {
        return states().stream().anyMatch(state -> state.aliceBaseKey().equals(aliceBaseKey));
    }

    /// Empty without a current session.
    Optional<Transition<SessionRecord, Ciphertext>> encrypt(
            byte[] plaintext, PublicKey ownIdentity, int ownRegistrationId) {
        return current.map(state -> {
            Transition<SessionState, Ciphertext> step = state.encrypt(plaintext, ownIdentity, ownRegistrationId);
            return new Transition<>(new SessionRecord(Optional.of(step.next()), archived), step.result());
        });
    }

    /// Tries all sessions, the likeliest first, each on its own; the first failure counts when all fail.
    /// An archived session that fits becomes the current one, if its identity key is still the trusted one.
    ///
    /// @param trusted asked only in that case
    Transition<SessionRecord, DecryptResult> decrypt(
            SignalMessage message, PublicKey ownIdentity, Predicate<PublicKey> trusted, SecureRandom random) {
        Optional<DecryptResult> failure = Optional.empty();
        for (SessionState state : likeliestFirst(message)) {
            Transition<SessionState, DecryptResult> step = state.decrypt(message, ownIdentity, random);
            if (step.result() instanceof Plaintext) {
                return new Transition<>(received(step.next(), trusted), step.result());
            }
            failure = failure.or(() -> Optional.of(step.result()));
        }
        return new Transition<>(this, failure.orElseGet(NoSession::new));
    }

    /// Current, then archived; but a session that knows the message's ratchet key comes before all others,
    /// which would need a Diffie-Hellman step each to find out that the message is not theirs.
    private List<SessionState> likeliestFirst(SignalMessage message) {
        List<SessionState> states = new ArrayList<>(states());
        states.sort((a, b) -> Boolean.compare(b.knows(message.ratchetKey()), a.knows(message.ratchetKey())));
        return states;
    }

    /// The record with `advanced` in the place of the state before it, and in use if it may be.
    private SessionRecord received(SessionState advanced, Predicate<PublicKey> trusted) {
        if (isCurrent(advanced)) {
            return new SessionRecord(Optional.of(advanced), archived);
        }
        if (trusted.test(advanced.remoteIdentity())) {
            return new SessionRecord(
                    Optional.of(advanced),
                    states().stream()
                            .filter(state -> !state.isSameSession(advanced))
                            .toList());
        }
        return new SessionRecord(
                current,
                archived.stream()
                        .map(state -> state.isSameSession(advanced) ? advanced : state)
                        .toList());
    }

    private boolean isCurrent(SessionState state) {
        return current.filter(state::isSameSession).isPresent();
    }

    Optional<SessionState> current() {
        return current;
    }

    List<SessionState> archived() {
        return archived;
    }

    private List<SessionState> states() {
        return Stream.concat(current.stream(), archived.stream()).toList();
    }

    private static List<SessionState> withinLimits(List<SessionState> states) {
        int kept = 0;
        int skippedKeys = 0;
        for (SessionState state : states) {
            skippedKeys += state.skippedKeys();
            if (kept == MAX_ARCHIVED || skippedKeys > MAX_ARCHIVED_SKIPPED_KEYS) {
                break;
            }
            kept++;
        }
        return List.copyOf(states.subList(0, kept));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionRecord record
                && current.equals(record.current)
                && archived.equals(record.archived);
    }

    @Override
    public int hashCode() {
        return Objects.hash(current, archived);
    }

    @Override
    public String toString() {
        return "SessionRecord[" + (hasCurrent() ? "current" : "closed") + ", " + archived.size() + " archived]";
    }
}
