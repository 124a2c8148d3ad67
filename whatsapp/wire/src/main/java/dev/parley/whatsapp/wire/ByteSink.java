package dev.parley.whatsapp.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A growing run of bytes, big-endian, that refuses to pass its limit. One thread at a time.
final class ByteSink {
    private final int limit;
    private byte[] bytes;
    private int length;

    ByteSink(int capacity, int limit) {
        this.bytes = new byte[Math.min(capacity, limit)];
        this.limit = limit;
    }

    int length() {
        return length;
    }

    void put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void put16(int value) {
        put(value >>> 8);
        put(value);
    }

    void put24(int value) {
        put(value >>> 16);
        put16(value);
    }

    void put32(int value) {
        put16(value >>> 16);
        put16(value);
    }

    void put(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    /// Takes `count` bytes out of `source`.
    void put(ByteBuffer source, int count) {
        reserve(count);
        source.get(bytes, length, count);
        length += count;
    }

    /// The content, without a copy when it fills the array. The sink must not be used afterwards.
    byte[] finish() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    WireFormatException failure(String reason) {
        return new WireFormatException(length, reason);
    }

    private void reserve(int count) {
        if (count > limit - length) {
            throw failure("more than " + limit + " bytes");
        }
        if (count > bytes.length - length) {
            long doubled = Math.max(2L * bytes.length, length + count);
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, doubled));
        }
    }
}
