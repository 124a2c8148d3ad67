package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.event.HistoryFailure;

/// A part of the history cannot be read, and reading it again will not help. Names sizes and places, never content.
public final class HistoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final HistoryFailure reason;

    public HistoryException(HistoryFailure reason, String message) {
        super(message);
        this.reason = reason;
    }

    public HistoryException(HistoryFailure reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public HistoryFailure reason() {
        return reason;
    }
}
