package dev.parley.whatsapp.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/// Short ways to write bytes in tests.
final class Hex {
    private Hex() {}

    /// Parses hex; spaces are for reading only.
    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] repeat(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
