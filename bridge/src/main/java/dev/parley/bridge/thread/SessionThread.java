package dev.parley.bridge.thread;

import org.slf4j.MDC;

/// A virtual thread that works for one session: what it logs carries the session's id.
public final class SessionThread {
    private SessionThread() {}

    /// @param purpose in a word, for its name
    public static void start(String purpose, String sessionId, Runnable work) {
        Thread.ofVirtual().name(purpose + "-" + sessionId).start(() -> {
            try (var _ = MDC.putCloseable("session", sessionId)) {
                work.run();
            }
        });
    }
}
