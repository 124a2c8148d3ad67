package dev.parley.whatsapp.media;

import java.security.SecureRandom;
import java.util.Random;

/// Randomness that a failing test can repeat.
final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final Random source;

    SeededRandom(long seed) {
        this.source = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}
