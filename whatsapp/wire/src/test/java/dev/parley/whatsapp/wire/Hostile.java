package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What must hold for every plaintext whatsoever. Used by the properties and by the fuzz target.
final class Hostile {
    /// Twice what was measured for the dearest node: attributes of two bytes each in a hash map.
    private static final int HEAP_PER_BYTE = 150;

    private static final int HEAP_IN_ANY_CASE = 100_000;
    private static final int BEST_COMPRESSION = 1100;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private Hostile() {}

    /// Decodes `plaintext` and checks that it is refused in no way but the documented one and without delay, and that
    /// a node that was accepted can be sent on. Gives the node, if any.
    static Optional<Node> decode(byte[] plaintext) {
        AtomicReference<Optional<Node>> node = new AtomicReference<>(Optional.empty());
        Effort effort = Effort.of(() -> node.set(decodeOrRefuse(plaintext)));
        assertThat(effort.cpu()).isLessThan(LONGEST);
        node.get().ifPresent(Hostile::assertReturns);
        return node.get();
    }

    /// Checks in addition that the memory suits the length. Not for the fuzzer, whose instrumentation allocates.
    static Optional<Node> decodeFrugally(byte[] plaintext) {
        Optional<Node> node = decode(plaintext);
        // Measured the second time, because the first use of a class loads it.
        assertThat(Effort.of(() -> decodeOrRefuse(plaintext)).allocated()).isLessThan(heapFor(plaintext));
        return node;
    }

    private static Optional<Node> decodeOrRefuse(byte[] plaintext) {
        try {
            return Optional.of(NodeDecoder.decode(plaintext));
        } catch (WireFormatException e) {
            assertThat(e.offset()).isBetween(0, NodeDecoder.MAX_BYTES);
            return Optional.empty();
        }
    }

    private static long heapFor(byte[] plaintext) {
        boolean compressed = plaintext.length > 0 && (plaintext[0] & Zlib.FLAG) != 0;
        long length = compressed
                ? Math.min((long) BEST_COMPRESSION * plaintext.length, NodeDecoder.MAX_BYTES)
                : plaintext.length;
        return HEAP_IN_ANY_CASE + HEAP_PER_BYTE * length;
    }

    private static void assertReturns(Node node) {
        assertThat(NodeDecoder.decode(NodeEncoder.encode(node))).isEqualTo(NormalForm.of(node));
    }
}
