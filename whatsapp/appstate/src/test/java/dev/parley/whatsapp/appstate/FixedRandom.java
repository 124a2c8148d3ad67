package dev.parley.whatsapp.appstate;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Randomness that fills each request with the next of some bytes, so that IVs are those of a vector.
final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient Deque<Integer> values;

    FixedRandom(Integer... values) {
        this.values = new ArrayDeque<>(List.of(values));
    }

    @Override
    public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, values.removeFirst().byteValue());
    }
}
