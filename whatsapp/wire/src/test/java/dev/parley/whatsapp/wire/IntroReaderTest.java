package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntroReaderTest {
    private final IntroReader reader = new IntroReader();

    @Test
    void takesTheIntroAndLeavesTheFrames() {
        ByteBuffer chunk = bytes("57410603" + "000001a1");

        assertThat(reader.read(chunk)).isTrue();
        assertThat(chunk.remaining()).isEqualTo(4);
        assertThat(reader.routingInfo()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void takesARoutingBlockBeforeTheIntro() {
        ByteBuffer chunk = ByteBuffer.wrap(Frames.firstFrame(Bytes.fromHex("080208050801"), new byte[] {1}));

        assertThat(reader.read(chunk)).isTrue();
        assertThat(chunk.remaining()).isEqualTo(4);
        assertThat(reader.routingInfo()).isEqualTo(Bytes.fromHex("080208050801"));
    }

    @Test
    void takesAnEmptyRoutingBlock() {
        assertThat(reader.read(bytes("45440001000000" + "57410603"))).isTrue();
        assertThat(reader.routingInfo()).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void takesTheIntroByteByByte() {
        byte[] intro = HexFormat.of().parseHex("45440001000002a1a2574106");
        for (byte value : intro) {
            assertThat(reader.read(ByteBuffer.wrap(new byte[] {value}))).isFalse();
        }

        assertThat(reader.read(bytes("03"))).isTrue();
        assertThat(reader.routingInfo()).isEqualTo(Bytes.fromHex("a1a2"));
    }

    @Test
    void leavesEverythingOnceItIsComplete() {
        reader.read(bytes("57410603"));
        ByteBuffer frames = bytes("57410603");

        assertThat(reader.read(frames)).isTrue();
        assertThat(frames.remaining()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "474554202f, 0, byte 71 in an intro", // an HTTP request
        "00000126, 0, byte 0 in an intro", // a frame without an intro
        "574105, 2, byte 5 in an intro", // another protocol version
        "57410602, 3, byte 2 in an intro", // another dictionary version
        "45440002, 3, byte 2 in an intro",
        "45450001, 1, byte 69 in an intro",
        "45440001000001a1" + "45440001, 8, byte 69 in an intro", // a second routing block
        "45440001000001a1" + "000001a1, 8, byte 0 in an intro",
        "45440001010000, 6, routing info of 65536 bytes",
        "45440001ffffff, 6, routing info of 16777215 bytes",
    })
    void refusesAnythingElse(String hex, int offset, String reason) {
        assertThatThrownBy(() -> reader.read(bytes(hex))).isInstanceOfSatisfying(WireFormatException.class, e -> {
            assertThat(e.reason()).contains(reason);
            assertThat(e.offset()).isEqualTo(offset);
        });
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
