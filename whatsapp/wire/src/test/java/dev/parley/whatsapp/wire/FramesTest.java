package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final byte[] PAYLOAD = HexFormat.of().parseHex("a1a2a3");

    @Test
    void putsTheLengthInFrontOfThePayload() {
        assertThat(hex(Frames.frame(PAYLOAD))).isEqualTo("000003a1a2a3");
        assertThat(hex(Frames.frame(new byte[0]))).isEqualTo("000000");
        assertThat(hex(Frames.frame(new byte[0x012345]))).startsWith("012345");
    }

    @Test
    void putsTheIntroInFrontOfTheFirstFrame() {
        assertThat(hex(Frames.firstFrame(Bytes.EMPTY, PAYLOAD))).isEqualTo("57410603" + "000003a1a2a3");
    }

    @Test
    void putsRoutingInfoInFrontOfTheIntro() {
        assertThat(hex(Frames.firstFrame(Bytes.fromHex("080208050801"), PAYLOAD)))
                .isEqualTo("45440001" + "000006080208050801" + "57410603" + "000003a1a2a3");
    }

    @Test
    void takesTheLongestPayloadAndRefusesMore() {
        assertThat(Frames.frame(new byte[Frames.MAX_PAYLOAD]))
                .hasSize(3 + Frames.MAX_PAYLOAD)
                .startsWith(0xFF, 0xFF, 0xFF);
        assertThatThrownBy(() -> Frames.frame(new byte[Frames.MAX_PAYLOAD + 1]))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("a payload of 16777216 bytes");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
