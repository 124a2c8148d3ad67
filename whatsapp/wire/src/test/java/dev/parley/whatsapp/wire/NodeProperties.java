package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class NodeProperties {
    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void decodingWhatWasEncodedGivesTheNodeInNormalForm(@ForAll("nodes") Node node) {
        assertThat(NodeDecoder.decode(NodeEncoder.encode(node))).isEqualTo(NormalForm.of(node));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void compressionChangesNothing(@ForAll("nodes") Node node) {
        assertThat(NodeDecoder.decode(NodeEncoder.encodeCompressed(node))).isEqualTo(NormalForm.of(node));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void keepsTheOrderOfAttributes(@ForAll("nodes") Node node) {
        assertThat(NodeDecoder.decode(NodeEncoder.encode(node)).attrs().keySet())
                .containsExactlyElementsOf(node.attrs().keySet());
    }

    @Property(tries = 20_000)
    void arbitraryBytesAreANodeOrRefused(@ForAll @Size(max = 200) byte[] plaintext) {
        Hostile.decodeFrugally(plaintext);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aDamagedNodeIsANodeOrRefused(@ForAll("nodes") Node node, @ForAll long seed) {
        byte[] intact = NodeEncoder.encode(node);
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] damaged = intact;
            for (int damages = random.nextInt(4); damages >= 0; damages--) {
                damaged = Mutation.of(damaged, random);
            }
            Hostile.decodeFrugally(damaged);
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void aNodeThatEndsEarlyIsRefused(@ForAll("nodes") Node node, @ForAll long seed) {
        byte[] plaintext = NodeEncoder.encode(node);
        int length = new Random(seed).nextInt(plaintext.length);

        assertThat(Hostile.decodeFrugally(Arrays.copyOf(plaintext, length))).isEmpty();
    }

    @Provide
    Arbitrary<Node> nodes() {
        return NodeArbitraries.nodes();
    }
}
