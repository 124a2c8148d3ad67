package dev.parley.whatsapp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A reading position in an array, big-endian, that never passes the end. One thread at a time.
final class ByteSource {
    private final byte[] bytes;
    private int position;

    ByteSource(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int remaining() {
        return bytes.length - position;
    }

    /// Refuses what the remaining bytes cannot hold. To be called before anything is allocated for it.
    void require(long count, String what) {
        if (count > remaining()) {
            throw failure(what + " needs " + count + " bytes, " + remaining() + " are left");
        }
    }

    int u8() {
        require(1, "a byte");
        return bytes[position++] & 0xFF;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    int u24() {
        return u8() << 16 | u16();
    }

    long u32() {
        return (long) u16() << 16 | u16();
    }

    byte[] take(int count) {
        position += count;
        return Arrays.copyOfRange(bytes, position - count, position);
    }

    /// The byte `ahead` of the position; 0 is the next one.
    int peek(int ahead) {
        return bytes[position + ahead] & 0xFF;
    }

    void skip(int count) {
        position += count;
    }

    /// Reads `count` bytes as UTF-8.
    String utf8(int count) {
        String text = new String(bytes, position, count, StandardCharsets.UTF_8);
        // Where the bytes are malformed the JDK puts U+FFFD; only then can the text differ from its bytes.
        if (text.indexOf('\uFFFD') >= 0 && !isNext(count, text.getBytes(StandardCharsets.UTF_8))) {
            throw failure("text of " + count + " bytes is no UTF-8");
        }
        position += count;
        return text;
    }

    private boolean isNext(int count, byte[] expected) {
        return Arrays.equals(expected, 0, expected.length, bytes, position, position + count);
    }

    WireFormatException failure(String reason) {
        return new WireFormatException(position, reason);
    }
}
