package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One linking with a passkey, on the server and on the phone. Guarded by the directory's lock.
///
/// ASKED → ANSWERED (the passkey is right) → CONTINUED (the phone has answered) → REVEALED (the companion's nonce
/// fits) → REQUESTED (the companion's keys are there) → LINKING; or STOPPED from anywhere.
final class PasskeyCeremony {
    enum Phase {
        ASKED,
        ANSWERED,
        CONTINUED,
        REVEALED,
        REQUESTED,
        LINKING,
        STOPPED
    }

    private static final int MOST_REFS = 20;

    private final PairingSession session;
    private final Account account;
    private final Optional<Bytes> secret;
    private final boolean lidMigrated;
    private final Set<String> refs = new HashSet<>();
    private Phase phase = Phase.ASKED;
    private Bytes challenge = Bytes.EMPTY;
    private Instant challengeExpires = Instant.MIN;
    private boolean challengeUsed = true;
    private @Nullable PasskeyHandshake handshake;
    private @Nullable String code;
    private boolean codeNeeded;
    private boolean codeConfirmed;
    private Bytes request = Bytes.EMPTY;
    private String stopped = "";

    /// @param secret what the phone scanned or agreed on; empty when it knows none
    PasskeyCeremony(PairingSession session, Account account, Optional<Bytes> secret, boolean lidMigrated) {
        this.session = session;
        this.account = account;
        this.secret = secret;
        this.lidMigrated = lidMigrated;
    }

    PairingSession session() {
        return session;
    }

    Account account() {
        return account;
    }

    Optional<Bytes> secret() {
        return secret;
    }

    boolean lidMigrated() {
        return lidMigrated;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase next) {
        phase = next;
    }

    void challenge(Bytes fresh, Instant now, Duration lifetime) {
        challenge = fresh;
        challengeExpires = now.plus(lifetime);
        challengeUsed = false;
    }

    Bytes challenge() {
        return challenge;
    }

    Instant challengeExpires() {
        return challengeExpires;
    }

    boolean challengeIsUsed() {
        return challengeUsed;
    }

    /// It counts once, whatever comes of it.
    void burnChallenge() {
        challengeUsed = true;
    }

    /// @return false when there are too many
    boolean issue(String ref) {
        return refs.size() < MOST_REFS && refs.add(ref);
    }

    boolean hasIssued(String ref) {
        return refs.contains(ref);
    }

    void answered(PasskeyHandshake begun) {
        handshake = begun;
        phase = Phase.ANSWERED;
    }

    PasskeyHandshake handshake() {
        if (handshake == null) {
            throw new IllegalStateException("no answer yet");
        }
        return handshake;
    }

    /// @param latestCode what the phone computed
    /// @param needed whether it wants its owner to compare
    void revealed(String latestCode, boolean needed) {
        code = latestCode;
        codeNeeded = needed;
        phase = Phase.REVEALED;
    }

    Optional<String> code() {
        return Optional.ofNullable(code);
    }

    boolean codeIsNeeded() {
        return codeNeeded;
    }

    void confirmCode() {
        codeConfirmed = true;
    }

    boolean waitsForOwner() {
        return codeNeeded && !codeConfirmed;
    }

    void requested(Bytes blob) {
        request = blob;
        phase = Phase.REQUESTED;
    }

    Bytes request() {
        return request;
    }

    void stop(String reason) {
        if (phase != Phase.STOPPED && phase != Phase.LINKING) {
            stopped = reason;
            phase = Phase.STOPPED;
        }
    }

    /// Why it was stopped; empty while it was not.
    String stopped() {
        return stopped;
    }
}
