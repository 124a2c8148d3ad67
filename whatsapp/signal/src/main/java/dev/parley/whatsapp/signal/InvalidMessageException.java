package dev.parley.whatsapp.signal;

/// Bytes from outside are no Signal message. Everyday input, hence without a stack trace.
public final class InvalidMessageException extends SignalException {
    InvalidMessageException(String message) {
        super(message, false);
    }
}
