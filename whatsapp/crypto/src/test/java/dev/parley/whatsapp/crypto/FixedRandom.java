package dev.parley.whatsapp.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/// Randomness that gives one byte for ever, so that signatures and keys can be compared with vectors.
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final int value;

    FixedRandom(int value) {
        this.value = value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, (byte) value);
    }
}
