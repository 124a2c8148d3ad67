package dev.parley.whatsapp.client.store;

/// The store could not read or commit. The connection is dropped, nothing is acknowledged, and WhatsApp delivers
/// again.
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
