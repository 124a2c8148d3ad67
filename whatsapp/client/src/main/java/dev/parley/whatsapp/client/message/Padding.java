package dev.parley.whatsapp.client.message;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// Hides the exact length of a plaintext: n bytes of the value n, 1 to 16 (messaging.md section 4.2).
final class Padding {
    private static final int MAX = 16;

    private Padding() {}

    static byte[] add(byte[] plaintext, SecureRandom random) {
        int length = 1 + random.nextInt(MAX);
        byte[] padded = Arrays.copyOf(plaintext, plaintext.length + length);
        Arrays.fill(padded, plaintext.length, padded.length, (byte) length);
        return padded;
    }

    /// Empty when the padding is none.
    static Optional<byte[]> remove(byte[] padded) {
        if (padded.length == 0) {
            return Optional.empty();
        }
        int length = padded[padded.length - 1] & 0xFF;
        if (length == 0 || length > padded.length) {
            return Optional.empty();
        }
        for (int i = padded.length - length; i < padded.length; i++) {
            if ((padded[i] & 0xFF) != length) {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(padded, padded.length - length));
    }
}
