package dev.parley.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Ogg taken apart in the plainest way, bit by bit from RFC 3533 and sharing nothing with the code under test.
final class OggFile {

    /// @param packets those that end on this page, in hex
    record Page(int flags, long granule, List<String> packets) {}

    private OggFile() {}

    static List<Page> pages(byte[] file) {
        List<Page> pages = new ArrayList<>();
        StringBuilder packet = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int start = in.position();
            check(in.getInt() == 0x5367674f && in.get() == 0, "capture pattern");
            int flags = in.get();
            long granule = in.getLong();
            in.getInt();
            check(in.getInt() == pages.size(), "sequence");
            int checksum = in.getInt();
            int segments = in.get() & 0xff;
            int body = in.position() + segments;
            List<String> packets = new ArrayList<>();
            for (int i = 0; i < segments; i++) {
                int length = in.get(start + 27 + i) & 0xff;
                packet.append(HexFormat.of().formatHex(file, body, body + length));
                body += length;
                if (length < 255) {
                    packets.add(packet.toString());
                    packet.setLength(0);
                }
            }
            byte[] page = Arrays.copyOfRange(file, start, body);
            Arrays.fill(page, 22, 26, (byte) 0);
            check(checksum(page) == checksum, "checksum");
            pages.add(new Page(flags, granule, packets));
            in.position(body);
        }
        return pages;
    }

    private static int checksum(byte[] page) {
        int register = 0;
        for (byte each : page) {
            for (int bit = 7; bit >= 0; bit--) {
                boolean carry = (register < 0) != ((each >> bit & 1) == 1);
                register = (register << 1) ^ (carry ? 0x04c11db7 : 0);
            }
        }
        return register;
    }

    private static void check(boolean right, String what) {
        if (!right) {
            throw new AssertionError("wrong " + what);
        }
    }
}
