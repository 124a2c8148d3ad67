package dev.parley.simulator;

import java.util.Optional;

/// A call that rings at somebody's devices. Thread-safe.
public final class SimulatedCall {
    private final String id;
    private final Account caller;
    private final Account callee;
    private final Directory directory;
    private final CallDesk desk;

    SimulatedCall(String id, Account caller, Account callee, Directory directory, CallDesk desk) {
        this.id = id;
        this.caller = caller;
        this.callee = callee;
        this.directory = directory;
        this.desk = desk;
    }

    public String id() {
        return id;
    }

    /// The caller gives up.
    public void hangUp() {
        end(Optional.empty(), false);
    }

    /// It rang for too long.
    public void timeOut() {
        end(Optional.of("timeout"), false);
    }

    /// The called phone answers; its companions stop ringing.
    public void answerOnPhone() {
        end(Optional.of("accepted_elsewhere"), true);
    }

    /// The called phone declines; its companions stop ringing.
    public void declineOnPhone() {
        end(Optional.of("rejected_elsewhere"), true);
    }

    private void end(Optional<String> reason, boolean byPhone) {
        directory.lockedRun(() -> desk.terminate(
                caller, callee, id, reason, Optional.of(callee.primary()).filter(_ -> byPhone)));
    }
}
