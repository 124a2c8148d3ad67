package dev.parley.whatsapp.appstate;

/// Leaves a reader at the first thing that is wrong; its face turns it into [Refused]. Everyday input, hence without a
/// stack trace.
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Refusal reason;

    /// @param detail lengths and names, never content
    RefusedException(Refusal reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    Refused toResult() {
        return new Refused(reason, String.valueOf(getMessage()));
    }
}
