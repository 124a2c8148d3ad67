package dev.parley.whatsapp.wire;

import java.util.Arrays;
import java.util.Random;

/// One small damage to a valid plaintext.
final class Mutation {
    private Mutation() {}

    static byte[] of(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        byte[] mutated = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> mutated[at] = (byte) random.nextInt();
            case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
            // A tag instead of a token: the damage that reaches deepest.
            case 2 -> mutated[at] = (byte) random.nextInt(Tags.DICTIONARY_0, 256);
            case 3 -> mutated = Arrays.copyOf(bytes, at);
            case 4 -> {
                mutated = Arrays.copyOf(bytes, bytes.length - 1);
                System.arraycopy(bytes, at + 1, mutated, at, bytes.length - at - 1);
            }
            default -> {
                mutated = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, mutated, at + 1, bytes.length - at);
            }
        }
        return mutated;
    }
}
