package dev.parley.whatsapp.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Fuzzes the decoder. A normal test run tries only the seeds; `README.md` says how to fuzz.
class NodeDecoderFuzz {
    // Jazzer wants its annotation last.
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10m")
    void decode(byte[] plaintext) {
        Hostile.decode(plaintext);
    }

    static Stream<Arguments> seeds() {
        Node everything = Node.of("message")
                .attr("id", "3EB0D58F1B09A9D7F9A123")
                .attr("from", Jid.lid("186303081611421").withDevice(12))
                .attr("to", new Jid("1234", 5, 0, Jid.MESSENGER_SERVER))
                .attr("participant", new Jid("1234", 5, 6, Jid.INTEROP_SERVER))
                .attr("notify", "Zoë")
                .child(Node.of("enc").attr("v", "2").content(new byte[300]))
                .child(Node.of("text").content("1.2-3"))
                .build();
        return Stream.concat(
                        NodeVectorsTest.vectors()
                                .map(vector -> (String) vector.get()[2])
                                .map(HexFormat.of()::parseHex),
                        Stream.of(NodeEncoder.encode(everything), NodeEncoder.encodeCompressed(everything)))
                .map(plaintext -> Arguments.of((Object) plaintext));
    }
}
