package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plaintexts made to cost as much as possible: [Hostile] measures time and memory.
class NodeDecoderBoundsTest {
    private static final int MANY = 60_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f80119", // the shortest node
                "f80319085a", // with an attribute
                "f803190800", // with one that is left out
                "f80319fc02c3a95a", // with a name beyond ASCII
                "f8031908ff0112", // with a packed value
                "f8031908f7000119", // with a JID
                "f80219fa2d03", // with a JID as content
                "f80219fc0161", // with a byte
                "f80219f801f80119", // with a child
            })
    void manySmallNodesCostWhatTheirLengthAllows(String node) {
        assertThat(Hostile.decodeFrugally(listOf(node, MANY))).isPresent();
    }

    @Test
    void nodesWithAttributesInAHashMapCostWhatTheirLengthAllows() {
        String attrs =
                IntStream.range(20, 20 + 49).mapToObj("%02x5a"::formatted).collect(Collectors.joining());

        assertThat(Hostile.decodeFrugally(listOf("f86319" + attrs, 1000))).isPresent();
    }

    @Test
    void deepNodesCostWhatTheirLengthAllows() {
        assertThat(Hostile.decodeFrugally(listOf("f80219f801".repeat(62) + "f80119", 3000)))
                .isPresent();
    }

    @Test
    void nestedCountsThatClaimTheSameBytesCostNothing() {
        byte[] plaintext = Arrays.copyOf(HexFormat.of().parseHex("00" + "f80219f9ffff".repeat(63)), 200_000);

        assertThat(Effort.of(() -> assertThat(Hostile.decode(plaintext)).isEmpty())
                        .allocated())
                .isLessThan(2_000_000);
    }

    @Test
    void nodesWithTheMostAttributesAreNotSearchedOneByOne() {
        Node.Builder node = Node.of("iq");
        IntStream.range(0, 32_767).forEach(i -> node.attr("name-" + i, "x"));
        byte[] one = NodeEncoder.encode(node.build());
        String hex = HexFormat.of().formatHex(one, 1, one.length);

        assertThat(Hostile.decodeFrugally(listOf(hex, 10))).isPresent();
    }

    private static byte[] listOf(String node, int count) {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        plaintext.writeBytes(HexFormat.of().parseHex("00f80219f9%04x".formatted(count)));
        byte[] bytes = HexFormat.of().parseHex(node);
        for (int i = 0; i < count; i++) {
            plaintext.writeBytes(bytes);
        }
        return plaintext.toByteArray();
    }
}
