package dev.parley.simulator;

/// A call of the simulator's API that could not be done.
public final class ControlException extends SimulatorException {
    private final Reason reason;

    private ControlException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// What was wrong with the call, with the HTTP status that says so.
    public enum Reason {
        INVALID(400),
        UNKNOWN(404),
        CONFLICT(409),
        GONE(410),
        TOO_LARGE(413),
        /// The other side of a linking or a message refused it.
        REFUSED(422),
        TIMEOUT(504);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static ControlException invalid(String message) {
        return new ControlException(Reason.INVALID, message);
    }

    static ControlException unknown(String message) {
        return new ControlException(Reason.UNKNOWN, message);
    }

    static ControlException conflict(String message) {
        return new ControlException(Reason.CONFLICT, message);
    }

    static ControlException gone(String message) {
        return new ControlException(Reason.GONE, message);
    }

    static ControlException tooLarge(String message) {
        return new ControlException(Reason.TOO_LARGE, message);
    }

    static ControlException refused(String message) {
        return new ControlException(Reason.REFUSED, message);
    }

    static ControlException timeout(String message) {
        return new ControlException(Reason.TIMEOUT, message);
    }

    public Reason reason() {
        return reason;
    }
}
