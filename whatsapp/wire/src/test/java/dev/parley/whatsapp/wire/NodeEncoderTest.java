package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeEncoderTest {
    private static final Node LEAF = Node.of("iq").build();

    @Test
    void writesBinaryContentAsBytesEvenWhereItWouldPack() {
        assertThat(hex(Node.of("ref").content(Bytes.utf8("12345")))).isEqualTo("00f802ed50fc053132333435");
    }

    @Test
    void writesTextContentInItsShortestForm() {
        assertThat(hex(Node.of("iq").content("1"))).isEqualTo("00f8021955");
        assertThat(hex(Node.of("iq").content("12345"))).isEqualTo("00f80219ff8312345f");
        assertThat(hex(Node.of("iq").content("é"))).isEqualTo("00f80219fc02c3a9");
        assertThat(hex(Node.of("iq").content(""))).isEqualTo("00f80219fc00");
    }

    @Test
    void writesAnEmptyAttribute() {
        assertThat(hex(Node.of("iq").attr("id", ""))).isEqualTo("00f8031908fc00");
    }

    @Test
    void neverPacksTheNameOfAnAttribute() {
        assertThat(hex(Node.of("iq").attr("1.2", "AB"))).isEqualTo("00f80319fc03312e32fb01ab");
    }

    @Test
    void writesNoChildrenAsAnEmptyList() {
        assertThat(hex(Node.of("iq").children(List.of()))).isEqualTo("00f8021900");
    }

    @ParameterizedTest
    @CsvSource({"255, 00f80219f8ff", "256, 00f80219f90100", "65535, 00f80219f9ffff"})
    void writesTheNumberOfChildren(int count, String start) {
        Node node = Node.of("iq").children(Collections.nCopies(count, LEAF)).build();
        byte[] plaintext = NodeEncoder.encode(node);

        assertThat(HexFormat.of().formatHex(plaintext)).startsWith(start);
        assertThat(NodeDecoder.decode(plaintext)).isEqualTo(node);
    }

    @Test
    void refusesMoreChildrenThanAListCanCount() {
        assertRefused(Node.of("iq").children(Collections.nCopies(65_536, LEAF)), "a list of 65536 items");
    }

    @ParameterizedTest
    @CsvSource({"127, 00f8ff19", "128, 00f9010119", "32767, 00f9ffff19"})
    void writesTheNumberOfAttributes(int count, String start) {
        Node node = withAttrs(count).build();
        byte[] plaintext = NodeEncoder.encode(node);

        assertThat(HexFormat.of().formatHex(plaintext)).startsWith(start);
        assertThat(NodeDecoder.decode(plaintext)).isEqualTo(node);
    }

    @Test
    void refusesMoreAttributesThanAListCanCount() {
        assertRefused(withAttrs(32_768), "a list of 65537 items");
        assertRefused(withAttrs(32_767).content("x"), "a list of 65536 items");
    }

    @Test
    void writesNodesUpToTheDepthLimitAndRefusesDeeperOnes() {
        Node deepest = nested(NodeDecoder.MAX_DEPTH);

        assertThat(NodeDecoder.decode(NodeEncoder.encode(deepest))).isEqualTo(deepest);
        assertRefused(nested(NodeDecoder.MAX_DEPTH + 1).toBuilder(), "nested more than 64 deep");
        assertRefused(nested(100_000).toBuilder(), "nested more than 64 deep");
    }

    @Test
    void refusesANodeThatIsTooLong() {
        Bytes half = Bytes.wrap(new byte[NodeDecoder.MAX_BYTES / 2]);
        Node.Builder node = Node.of("iq")
                .child(Node.of("enc").content(half))
                .child(Node.of("enc").content(half));

        assertRefused(node, "more than 16777216 bytes");
    }

    @Test
    void refusesWhatHasNoForm() {
        assertRefused(Node.of("iq").attr("", "x"), "an attribute without a name");
        assertRefused(Node.of("iq").attr("to", Jid.lid("1234").withDevice(300)), "cannot hold device 300");
    }

    private static Node.Builder withAttrs(int count) {
        Node.Builder node = Node.of("iq");
        for (int i = 0; i < count; i++) {
            node.attr("name-" + i, i);
        }
        return node;
    }

    private static Node nested(int depth) {
        Node node = LEAF;
        for (int i = 1; i < depth; i++) {
            node = Node.of("iq").child(node).build();
        }
        return node;
    }

    private static void assertRefused(Node.Builder node, String reason) {
        assertThatThrownBy(() -> NodeEncoder.encode(node.build()))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining(reason);
    }

    private static String hex(Node.Builder node) {
        return HexFormat.of().formatHex(NodeEncoder.encode(node.build()));
    }
}
