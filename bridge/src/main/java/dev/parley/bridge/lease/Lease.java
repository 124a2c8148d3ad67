package dev.parley.bridge.lease;

import dev.parley.bridge.thread.SessionThread;
import java.util.Optional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The right of this process to run one session, until it is given back or lost. Thread-safe.
public final class Lease {
    private final String sessionId;
    private final long epoch;
    private final Proof proof;

    // Guarded by this object's lock.
    private boolean lost;
    private Optional<Runnable> onLost = Optional.empty();

    /// Asks the database inside a transaction, and keeps the answer true until that ends.
    interface Proof {
        /// For a transaction that is about to commit; costs little when it has written nothing.
        boolean atCommit();

        boolean now();
    }

    Lease(String sessionId, long epoch, Proof proof) {
        this.sessionId = sessionId;
        this.epoch = epoch;
        this.proof = proof;
    }

    public String sessionId() {
        return sessionId;
    }

    /// Grows with each owner of the session.
    long epoch() {
        return epoch;
    }

    /// Who is to stop when this is lost. Runs at most once, on a thread of its own.
    public void onLost(Runnable stop) {
        boolean now;
        synchronized (this) {
            onLost = Optional.of(stop);
            now = lost;
        }
        if (now) {
            tell(stop);
        }
    }

    synchronized boolean isLost() {
        return lost;
    }

    /// Lets the transaction that runs on this thread commit only if the session is still this process's then.
    ///
    /// @throws LeaseLostException when it is known not to be; else the commit throws it
    public void guard() {
        if (isLost()) {
            throw new LeaseLostException(sessionId);
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                check(proof.atCommit());
            }
        });
    }

    /// As [#guard()], but at once: for a transaction that removes the session.
    public void prove() {
        check(!isLost() && proof.now());
    }

    private void check(boolean proven) {
        if (isLost() || !proven) {
            lose();
            throw new LeaseLostException(sessionId);
        }
    }

    void lose() {
        Optional<Runnable> stop;
        synchronized (this) {
            stop = lost ? Optional.empty() : onLost;
            lost = true;
        }
        stop.ifPresent(this::tell);
    }

    private void tell(Runnable stop) {
        SessionThread.start("lost", sessionId, stop);
    }
}
