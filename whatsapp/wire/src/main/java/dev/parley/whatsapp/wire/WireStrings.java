package dev.parley.whatsapp.wire;

import java.nio.charset.StandardCharsets;

/// Strings on the wire, in the order of preference of all known encoders: token, packed, length-prefixed UTF-8.
final class WireStrings {
    private static final int BINARY_20_LENGTHS = 1 << 20;

    private WireStrings() {}

    static void write(String text, ByteSink out) {
        if (!writeToken(text, out)) {
            writeUntokened(text, out);
        }
    }

    /// Writes the name of an attribute: known decoders disagree on packed ones, so it is a token or plain text.
    static void writeName(String name, ByteSink out) {
        if (!writeToken(name, out)) {
            writeBytes(name.getBytes(StandardCharsets.UTF_8), out);
        }
    }

    static void writeBytes(byte[] bytes, ByteSink out) {
        if (bytes.length <= 0xFF) {
            out.put(Tags.BINARY_8);
            out.put(bytes.length);
        } else if (bytes.length < BINARY_20_LENGTHS) {
            out.put(Tags.BINARY_20);
            out.put24(bytes.length);
        } else {
            out.put(Tags.BINARY_32);
            out.put32(bytes.length);
        }
        out.put(bytes);
    }

    /// Reads the string that starts with `tag`, which has been read.
    static String read(int tag, ByteSource in) {
        return switch (tag) {
            case Tags.NIBBLE_8 -> Packing.DECIMAL.read(in);
            case Tags.HEX_8 -> Packing.HEX.read(in);
            case Tags.BINARY_8, Tags.BINARY_20, Tags.BINARY_32 -> in.utf8(readLength(tag, in));
            default -> readToken(tag, in);
        };
    }

    /// Reads a length and makes sure that as many bytes follow.
    ///
    /// @param tag one of the three BINARY tags
    static int readLength(int tag, ByteSource in) {
        long length =
                switch (tag) {
                    case Tags.BINARY_8 -> in.u8();
                    // The high half of the first byte has no meaning.
                    case Tags.BINARY_20 -> in.u24() & (BINARY_20_LENGTHS - 1);
                    default -> in.u32();
                };
        in.require(length, "a value");
        return (int) length;
    }

    private static boolean writeToken(String text, ByteSink out) {
        int code = Tokens.code(text);
        if (code == Tokens.NONE) {
            return false;
        }
        if (code > 0xFF) {
            out.put(code >>> 8);
        }
        out.put(code);
        return true;
    }

    private static void writeUntokened(String text, ByteSink out) {
        if (text.isEmpty()) {
            writeBytes(new byte[0], out);
        } else if (Packing.DECIMAL.covers(text)) {
            Packing.DECIMAL.write(text, out);
        } else if (Packing.HEX.covers(text)) {
            Packing.HEX.write(text, out);
        } else {
            writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
        }
    }

    private static String readToken(int tag, ByteSource in) {
        if (tag > Tags.LIST_EMPTY && tag <= Tags.LAST_SINGLE_TOKEN) {
            return Tokens.single(tag);
        }
        if (tag >= Tags.DICTIONARY_0 && tag <= Tags.DICTIONARY_3) {
            return Tokens.inDictionary(tag, in.u8());
        }
        throw in.failure("tag " + tag + " where a string belongs");
    }
}
