package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files put together by hand from RFC 9559, for what browsers could write and Chromium does not.
class WebmReaderTest {

    private static final String HEAD = "4f70757348656164" + "01" + "01" + "3801" + "80bb0000" + "0000" + "00";
    private static final String TRACK = element(
            "ae", element("d7", "01") + element("83", "02") + element("86", "415f4f505553") + element("63a2", HEAD));
    private static final String VIDEO =
            element("ae", element("d7", "02") + element("83", "01") + element("86", "565f565038"));
    /// Silence: CELT, fullband, 20 ms, in one frame of three, four and five bytes.
    private static final String THREE = "f8fffe";

    private static final String FOUR = "f8fffe00";
    private static final String FIVE = "f8fffe0000";

    @TempDir
    Path folder;

    @Test
    void lacesAreTakenApart() throws IOException {
        String xiph = "8100008202" + "03" + "04" + THREE + FOUR + FIVE;
        String even = "8100008401" + THREE + THREE;
        // The first size, then a difference of +1 as 0x3f + 1 with its length marked.
        String ebml = "8100008602" + "83" + "c0" + THREE + FOUR + FIVE;

        assertThat(packets(file(element("a3", xiph) + element("a3", even) + element("a3", ebml))))
                .containsExactly(THREE, FOUR, FIVE, THREE, THREE, THREE, FOUR, FIVE);
    }

    @Test
    void blocksOfOtherTracksArePassedOver() throws IOException {
        String picture = element("a3", "82000080" + "00112233");

        assertThat(packets(file(picture + element("a3", "81000080" + THREE) + picture)))
                .containsExactly(THREE);
    }

    @Test
    void paddingTrimsThePacketOfItsGroup() throws IOException {
        String block = element("a1", "81000000" + THREE);
        // 15 ms.
        String padding = element("75a2", "00e4e1c0");

        assertThat(packets(file(element("a0", block + padding) + element("a0", block))))
                .containsExactly(THREE + " 240", THREE);
    }

    @Test
    void aClusterOfKnownLengthMayBeFollowedByAnother() throws IOException {
        String cluster = element("1f43b675", element("e7", "00") + element("a3", "81000080" + THREE));

        assertThat(packets(bytes(start() + cluster + cluster))).containsExactly(THREE, THREE);
    }

    @Test
    void sizesBeyondTheBlockAreRefused() throws IOException {
        for (String block : List.of("8100008202ff04" + THREE, "81000086020fff", "8100008601ff" + THREE, "81")) {
            assertThatThrownBy(() -> packets(file(element("a3", block)))).isInstanceOf(Exception.class);
        }
    }

    private static String start() {
        return element("1a45dfa3", element("4282", "7765626d")) + "1853806701ffffffffffffff"
                + element("1654ae6b", VIDEO + TRACK);
    }

    private static byte[] file(String blocks) {
        return bytes(start() + "1f43b67501ffffffffffffff" + element("e7", "00") + blocks);
    }

    private static String element(String id, String content) {
        int length = content.length() / 2;
        return id + HexFormat.of().toHexDigits((short) (0x4000 | length)) + content;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private List<String> packets(byte[] webm) throws IOException {
        List<String> packets = new ArrayList<>();
        try (Input in = Input.open(Files.write(folder.resolve("in.webm"), webm))) {
            WebmReader.read(in, new OpusPackets() {
                @Override
                public void begin(OpusHead head) {
                    assertThat(head).isEqualTo(new OpusHead(1, 312, 48_000, 0));
                }

                @Override
                public void packet(byte[] packet, int keep) {
                    packets.add(HexFormat.of().formatHex(packet) + (keep == 960 ? "" : " " + keep));
                }
            });
        }
        return packets;
    }
}
