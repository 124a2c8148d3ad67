package dev.parley.simulator;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/// The padding of a message's plaintext: n bytes of value n, n from 1 to 16 (protocol notes, messaging 4.2).
final class MessagePadding {
    private static final int MOST = 16;

    private MessagePadding() {}

    static byte[] pad(byte[] message, SecureRandom random) {
        int count = 1 + random.nextInt(MOST);
        byte[] padded = Arrays.copyOf(message, message.length + count);
        Arrays.fill(padded, message.length, padded.length, (byte) count);
        return padded;
    }

    /// Empty when the padding is not what it must be.
    static Optional<byte[]> unpad(byte[] padded) {
        int count = padded.length == 0 ? 0 : padded[padded.length - 1];
        if (count < 1 || count > MOST || count > padded.length) {
            return Optional.empty();
        }
        for (int i = padded.length - count; i < padded.length; i++) {
            if (padded[i] != count) {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(padded, padded.length - count));
    }
}
