package dev.parley.whatsapp.signal;

/// Bytes from the store are no session record, or no sender key record.
public final class CorruptSessionException extends SignalException {
    CorruptSessionException(String message) {
        super(message, true);
    }
}
