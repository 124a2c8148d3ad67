package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One pairing code that a companion shows. Guarded by the directory's lock.
final class LinkCodeAttempt {
    private final PairingSession session;
    private final Account account;
    private final Bytes ref;
    private final Instant expires;
    private int hellos;
    private boolean lidMigrated;
    private @Nullable CompletableFuture<ScanResult> outcome;

    LinkCodeAttempt(PairingSession session, Account account, Bytes ref, Instant expires) {
        this.session = session;
        this.account = account;
        this.ref = ref;
        this.expires = expires;
    }

    PairingSession session() {
        return session;
    }

    Account account() {
        return account;
    }

    Bytes ref() {
        return ref;
    }

    Instant expires() {
        return expires;
    }

    /// How often the phone has answered.
    int hellos() {
        return hellos;
    }

    boolean lidMigrated() {
        return lidMigrated;
    }

    /// Whoever typed a code waits for what comes of it.
    CompletableFuture<ScanResult> typed(boolean migrated) {
        hellos++;
        lidMigrated = migrated;
        fail(ControlException.conflict("Another code was typed meanwhile"));
        CompletableFuture<ScanResult> latest = new CompletableFuture<>();
        outcome = latest;
        return latest;
    }

    Optional<CompletableFuture<ScanResult>> outcome() {
        return Optional.ofNullable(outcome);
    }

    void fail(ControlException cause) {
        outcome().ifPresent(waiting -> waiting.completeExceptionally(cause));
    }
}
