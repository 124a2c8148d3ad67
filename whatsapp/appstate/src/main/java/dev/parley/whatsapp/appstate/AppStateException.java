package dev.parley.whatsapp.appstate;

/// Root of this module's failures. What comes from outside gives typed results instead.
public abstract sealed class AppStateException extends RuntimeException permits CorruptStateException {
    AppStateException(String message) {
        super(message);
    }
}
