package dev.parley.whatsapp.media;

import java.util.Arrays;

/// Codes of 10 bytes, one for each 64 KiB of a video or audio file, with which a player can check the beginning before
/// it has the rest. Optional in a message. Immutable, compares by value.
public final class Sidecar {
    private final byte[] bytes;

    /// Takes `bytes` over without copying.
    Sidecar(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy, the caller's own.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sidecar sidecar && Arrays.equals(bytes, sidecar.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Sidecar[" + bytes.length + " bytes]";
    }
}
