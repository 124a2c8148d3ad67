package dev.parley.whatsapp.appstate;

/// Bytes from the store are no collection state.
public final class CorruptStateException extends AppStateException {
    CorruptStateException(String message) {
        super(message);
    }
}
