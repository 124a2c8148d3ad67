package dev.parley.whatsapp.signal;

/// Root of this module's failures. Messages name lengths and values, never plaintext or keys.
public abstract sealed class SignalException extends RuntimeException
        permits InvalidMessageException, CorruptSessionException {
    SignalException(String message, boolean writableStackTrace) {
        super(message, null, false, writableStackTrace);
    }
}
