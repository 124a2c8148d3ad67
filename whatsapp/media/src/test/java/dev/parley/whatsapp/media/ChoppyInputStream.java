package dev.parley.whatsapp.media;

import java.io.InputStream;
import java.util.Random;

/// Gives its bytes in pieces of any size, as a network does, and counts them.
final class ChoppyInputStream extends InputStream {
    private final byte[] bytes;
    private final Random random;
    private int position;

    ChoppyInputStream(byte[] bytes, long seed) {
        this.bytes = bytes;
        this.random = new Random(seed);
    }

    int position() {
        return position;
    }

    @Override
    public int read() {
        return position == bytes.length ? -1 : bytes[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position == bytes.length) {
            return -1;
        }
        int most = Math.min(length, bytes.length - position);
        int count = random.nextBoolean() ? most : 1 + random.nextInt(most);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }
}
