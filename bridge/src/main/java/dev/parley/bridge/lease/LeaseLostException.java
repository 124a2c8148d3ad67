package dev.parley.bridge.lease;

/// This process may no longer write for a session: another one has it, or may have it. The transaction is rolled back.
public final class LeaseLostException extends RuntimeException {
    LeaseLostException(String sessionId) {
        super("session " + sessionId + " is no longer held by this process", null, false, false);
    }
}
