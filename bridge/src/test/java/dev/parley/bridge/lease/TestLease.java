package dev.parley.bridge.lease;

/// A lease that nobody takes away, for tests of what works under one.
public final class TestLease {
    private TestLease() {}

    public static Lease of(String sessionId) {
        return new Lease(sessionId, 1, new Lease.Proof() {
            @Override
            public boolean atCommit() {
                return true;
            }

            @Override
            public boolean now() {
                return true;
            }
        });
    }
}
