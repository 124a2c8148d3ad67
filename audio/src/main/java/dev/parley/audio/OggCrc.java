package dev.parley.audio;

/// Ogg's checksum of a page (RFC 3533, section 6): polynomial 0x04c11db7, not reflected, starting from 0.
final class OggCrc {

    private static final int[] TABLE = table();

    private OggCrc() {}

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int value = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
            }
            table[i] = value;
        }
        return table;
    }

    static int update(int crc, byte[] bytes, int from, int to) {
        int result = crc;
        for (int i = from; i < to; i++) {
            result = (result << 8) ^ TABLE[(result >>> 24) ^ (bytes[i] & 0xff)];
        }
        return result;
    }
}
