package dev.parley.bridge.config;

/// Bytes that must not be shown; `toString` tells only how many.
public final class Secret {
    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Copies `bytes`.
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
