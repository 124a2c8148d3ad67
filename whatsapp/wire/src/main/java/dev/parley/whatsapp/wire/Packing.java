package dev.parley.whatsapp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A string as two characters a byte, high half first. Numbers and most ids travel like this.
final class Packing {
    static final Packing DECIMAL = new Packing(Tags.NIBBLE_8, "0123456789-.");
    static final Packing HEX = new Packing(Tags.HEX_8, "0123456789ABCDEF");

    static final int MAX_CHARACTERS = 127;
    private static final int ODD = 0x80;
    private static final int FILLER = 0xF;
    private static final byte ABSENT = -1;

    private final int tag;
    private final byte[] alphabet;
    private final byte[] values = new byte[128];

    private Packing(int tag, String alphabet) {
        this.tag = tag;
        this.alphabet = alphabet.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(values, ABSENT);
        for (int value = 0; value < this.alphabet.length; value++) {
            values[this.alphabet[value]] = (byte) value;
        }
    }

    boolean covers(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= values.length || values[character] == ABSENT) {
                return false;
            }
        }
        return true;
    }

    /// Writes text that this packing [covers][#covers(String)], tag included.
    void write(String text, ByteSink out) {
        boolean odd = text.length() % 2 != 0;
        out.put(tag);
        out.put((text.length() + 1) / 2 | (odd ? ODD : 0));
        for (int i = 0; i + 1 < text.length(); i += 2) {
            out.put(values[text.charAt(i)] << 4 | values[text.charAt(i + 1)]);
        }
        if (odd) {
            out.put(values[text.charAt(text.length() - 1)] << 4 | FILLER);
        }
    }

    /// Reads what follows the tag. The second half of the last byte of an odd string is not looked at.
    String read(ByteSource in) {
        int header = in.u8();
        int packed = header & ~ODD;
        int length = 2 * packed - header / ODD;
        if (length < 0) {
            throw in.failure("an odd packed string of no bytes");
        }
        in.require(packed, "a packed string");
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            int pair = in.peek(i / 2);
            text[i] = character(i % 2 == 0 ? pair >>> 4 : pair & 0xF, in);
        }
        in.skip(packed);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private byte character(int value, ByteSource in) {
        if (value >= alphabet.length) {
            throw in.failure("packed character " + value + " of " + alphabet.length);
        }
        return alphabet[value];
    }
}
