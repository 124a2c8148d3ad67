package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireStringsTest {
    /// The examples of the format's description; the message id is one of the computed vectors.
    @ParameterizedTest
    @CsvSource({
        "1234, ff021234",
        "12345, ff8312345f",
        "AB, fb01ab",
        "ABC, fb82abcf",
        "-., ff01ab",
        "3EB0D58F1B09A9D7F9A123, fb0b3eb0d58f1b09a9d7f9a123",
        "'', fc00",
        "iq, 19",
        "failure, ee3c",
        "ab, fc026162",
        "é, fc02c3a9",
        "😀, fc04f09f9880",
    })
    void writesAndReads(String text, String hex) {
        assertThat(HexFormat.of().formatHex(bytes(text))).isEqualTo(hex);
        assertThat(read(hex)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"5, 127, ffc0", "A, 127, fbc0", "5, 128, fc80", "x, 255, fcff", "x, 256, fd000100"})
    void choosesTheFormByLength(String character, int length, String start) {
        assertThat(HexFormat.of().formatHex(bytes(character.repeat(length)))).startsWith(start);
    }

    @ParameterizedTest
    @CsvSource({"1048575, fd0fffff", "1048576, fe00100000"})
    void writesLongBytesWithLongLengths(int length, String start) {
        ByteSink out = new ByteSink(0, 1 << 21);
        WireStrings.writeBytes(new byte[length], out);

        byte[] bytes = out.finish();
        assertThat(HexFormat.of().formatHex(bytes, 0, start.length() / 2)).isEqualTo(start);
        assertThat(bytes).hasSize(length + start.length() / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "ff00, ''", // whatsmeow's empty string
        "fb01ff, FF", // 15 is a digit in hex
        "ff8110, 1", // the half behind an odd string is not looked at
        "fd00000178, x", // longer lengths than needed
        "fdf0000178, x", // the high half of a 20-bit length has no meaning
        "fe0000000178, x",
        "fc03efbfbd, \uFFFD", // the replacement character itself is good UTF-8
    })
    void readsUnusualForms(String hex, String text) {
        assertThat(read(hex)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff80", // odd, but no bytes
                "fb80",
                "ff01f1", // filler as first half
                "ff011f", // filler where the string is even
                "ff01c1", // 12 is no character
                "ff021f34", // filler in the middle
                "ff0212", // cut
                "fc0261", // cut
                "fdffffff61", // length beyond the data
                "feffffffff61", // length with bit 31
                "fe7fffffff61",
                "fe000001", // cut length
                "ec", // cut dictionary token
                "00", // the empty list is no string
                "f0", // unused tags
                "f1",
                "f2",
                "f3",
                "f4",
                "f80119", // a list is no string
                "fa0003", // a JID neither
            })
    void refusesWhatIsNoString(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(WireFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "c3", "c328", "c0af", "eda080", "f4908080", "efbf", "61ff62", "efbfbdff"})
    void refusesMalformedUtf8(String hex) {
        String item = "fc%02x%s".formatted(hex.length() / 2, hex);

        assertThatThrownBy(() -> read(item))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("no UTF-8");
    }

    @Test
    void refusesUtf8ThatIsCompletedOnlyBehindTheString() {
        // EF BF, and the BD that would complete U+FFFD belongs to the next item.
        assertThatThrownBy(() -> read("fc02efbfbd"))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("no UTF-8");
    }

    @Test
    void namesTheOffset() {
        assertThatThrownBy(() -> read("ff0212")).isInstanceOfSatisfying(WireFormatException.class, e -> {
            assertThat(e.offset()).isEqualTo(2);
            assertThat(e.reason()).isEqualTo("a packed string needs 2 bytes, 1 are left");
            assertThat(e).hasMessage("a packed string needs 2 bytes, 1 are left (at byte 2)");
        });
    }

    private static byte[] bytes(String text) {
        ByteSink out = new ByteSink(0, 1000);
        WireStrings.write(text, out);
        return out.finish();
    }

    private static String read(String hex) {
        ByteSource in = new ByteSource(HexFormat.of().parseHex(hex), 0);
        String text = WireStrings.read(in.u8(), in);
        assertThat(in.remaining()).isZero();
        return text;
    }
}
