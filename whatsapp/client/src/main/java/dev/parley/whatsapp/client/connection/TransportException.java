package dev.parley.whatsapp.client.connection;

/// The server could not be reached, or what was written did not get out.
public final class TransportException extends RuntimeException {
    public TransportException(String message) {
        super(message);
    }

    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
