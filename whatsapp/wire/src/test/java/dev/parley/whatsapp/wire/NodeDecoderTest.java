package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bytes made by hand: 19 is the token "iq", 08 "id", 04 "type", 5a "set".
class NodeDecoderTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0, no flags byte",
        "00, 1, a byte needs 1 bytes",
        "0000, 2, a node without a tag", // the empty list is no node
        "00f800, 3, a node without a tag",
        "00f80100, 4, tag 0 where a string belongs",
        "00f801fc00, 5, a node without a tag",
        "00f801fa0003, 4, tag 250 where a string belongs",
        "0019, 2, tag 25 where a list belongs",
        "00f801, 3, a node needs 1 bytes",
        "00f9ffff19, 4, a node needs 65535 bytes",
        "00f8011900, 4, 1 bytes after the node",
        "00f80119f80119, 4, 3 bytes after the node",
    })
    void refusesWhatIsNoNode(String hex, int offset, String reason) {
        assertRefused(hex, offset, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "00f80319005a, 5, tag 0 where a string belongs",
        "00f80319fc005a, 6, an attribute without a name",
        "00f80319ff0112045a, 5, a packed attribute name",
        "00f80319fb01ab5a, 5, a packed attribute name",
        "00f80319fa00035a, 5, tag 250 where a string belongs",
        "00f8031908f80119, 6, tag 248 where a string belongs",
        "00f8031908f1, 6, tag 241 where a string belongs",
        "00f8031908ff80, 7, an odd packed string of no bytes",
        "00f8031908f7000c00, 9, tag 0 where a string belongs",
        "00f8031908fa0b00, 8, tag 0 where a string belongs",
        "00f8031908fc01ff, 7, text of 1 bytes is no UTF-8",
    })
    void refusesBrokenAttributes(String hex, int offset, String reason) {
        assertRefused(hex, offset, reason);
    }

    @ParameterizedTest
    @CsvSource({
        "00f80219f0, 5, tag 240 where a string belongs",
        "00f80219f9ffff, 7, a list of nodes needs 196605 bytes",
        "00f80219f802f80119, 6, a list of nodes needs 6 bytes",
        "00f80219f80119ffff, 7, tag 25 where a list belongs",
        "00f80219fe80000001, 9, a value needs 2147483649 bytes",
        "00f80219feffffffff, 9, a value needs 4294967295 bytes",
        "00f80219fdffffff00, 8, a value needs 1048575 bytes",
        "00f80219fc0500, 6, a value needs 5 bytes",
        "00f80219ef, 5, a byte needs 1 bytes",
    })
    void refusesBrokenContent(String hex, int offset, String reason) {
        assertRefused(hex, offset, reason);
    }

    @Test
    void readsNodesUpToTheDepthLimitAndRefusesDeeperOnes() {
        assertThat(decode("00" + "f80219f801".repeat(63) + "f80119").tag()).isEqualTo("iq");

        assertRefused("00" + "f80219f801".repeat(64) + "f80119", 321, "nested more than 64 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00f80119", "01f80119", "fdf80119"})
    void ignoresFlagsOtherThanCompression(String hex) {
        assertThat(decode(hex)).isEqualTo(Node.of("iq").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"00f8021900", "00f80219f800", "00f80219f90000"})
    void readsAnEmptyListAsNoContent(String hex) {
        assertThat(decode(hex)).isEqualTo(Node.of("iq").build());
    }

    @Test
    void leavesOutAnAttributeWithANullValue() {
        assertThat(decode("00f805190800045a"))
                .isEqualTo(Node.of("iq").attr("type", "set").build());
    }

    @Test
    void letsTheLastOfSeveralAttributesWithOneNameWin() {
        assertThat(decode("00f80719085a0419080b"))
                .isEqualTo(Node.of("iq").attr("id", "status").attr("type", "iq").build());
    }

    @Test
    void keepsAttributesInTheirOrder() {
        assertThat(decode("00f80519045a0819").attrs().keySet()).containsExactly("type", "id");
    }

    @Test
    void readsContentByItsTag() {
        assertThat(decode("00f8021919").content()).isEqualTo(new NodeContent.Text("iq"));
        assertThat(decode("00f80219ff8112").content()).isEqualTo(new NodeContent.Text("1"));
        assertThat(decode("00f80219fc026971").content()).isEqualTo(new NodeContent.Binary(Bytes.utf8("iq")));
        assertThat(decode("00f80219fc02ff00").content()).isEqualTo(new NodeContent.Binary(Bytes.fromHex("ff00")));
        assertThat(decode("00f80219f7010cff021234").content()).isEqualTo(new NodeContent.Text("1234:12@lid"));
        assertThat(decode("00f80219fa0003").content()).isEqualTo(new NodeContent.Text("s.whatsapp.net"));
    }

    @Test
    void keepsNoHoldOfThePlaintext() {
        byte[] plaintext = HexFormat.of().parseHex("00f80219fc021122");
        Node node = NodeDecoder.decode(plaintext);
        plaintext[6] = 0;

        assertThat(node.bytes()).contains(Bytes.fromHex("1122"));
    }

    private static void assertRefused(String hex, int offset, String reason) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOfSatisfying(WireFormatException.class, e -> {
            assertThat(e.reason()).contains(reason);
            assertThat(e.offset()).isEqualTo(offset);
        });
    }

    private static Node decode(String hex) {
        return NodeDecoder.decode(HexFormat.of().parseHex(hex));
    }
}
