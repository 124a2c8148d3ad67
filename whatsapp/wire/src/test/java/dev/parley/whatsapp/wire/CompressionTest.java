package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    /// `zlib.compress(bytes.fromhex("f8021919"))` of Python 3.
    private static final String IQ = "02789cfbc1242909000435012d";

    private static final Node BIG =
            Node.of("message").content(new byte[100_000]).build();

    @Test
    void readsAZlibStream() {
        assertThat(NodeDecoder.decode(HexFormat.of().parseHex(IQ)))
                .isEqualTo(Node.of("iq").content("iq").build());
    }

    @Test
    void writesAZlibStream() {
        byte[] plaintext = NodeEncoder.encodeCompressed(BIG);

        assertThat(plaintext).hasSizeLessThan(500).startsWith(2, 0x78);
        assertThat(NodeDecoder.decode(plaintext)).isEqualTo(BIG);
    }

    @Test
    void writesWhatCannotBeCompressed() {
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        Node node = Node.of("message").content(noise).build();

        assertThat(NodeDecoder.decode(NodeEncoder.encodeCompressed(node))).isEqualTo(node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "0278", "02789c", "02f80119", "0200", "02789cfbc124290900", "0278bb"})
    void refusesWhatIsNoWholeStream(String hex) {
        assertThatThrownBy(() -> NodeDecoder.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("zlib stream");
    }

    @Test
    void refusesAStreamWithAWrongChecksum() {
        byte[] plaintext = HexFormat.of().parseHex(IQ);
        plaintext[plaintext.length - 1]++;

        assertThatThrownBy(() -> NodeDecoder.decode(plaintext)).hasMessageContaining("no zlib stream");
    }

    @Test
    void refusesBytesBehindTheStream() {
        byte[] plaintext = NodeEncoder.encodeCompressed(BIG);

        assertThatThrownBy(() -> NodeDecoder.decode(Arrays.copyOf(plaintext, plaintext.length + 2)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("2 bytes after the zlib stream");
    }

    @Test
    void refusesAStreamThatNeedsADictionary() {
        Deflater deflater = new Deflater();
        deflater.setDictionary(new byte[] {1, 2, 3});
        byte[] plaintext = deflate(deflater, new byte[100]);

        assertThatThrownBy(() -> NodeDecoder.decode(plaintext))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("does not end");
    }

    @Test
    void refusesABomb() {
        byte[] bomb = deflate(new Deflater(), new byte[100 << 20]);

        assertThatThrownBy(() -> NodeDecoder.decode(bomb))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("inflates to more than 16777216 bytes");
    }

    @Test
    void readsAStreamThatJustFits() {
        // F8 02 tag FE LEN4: eight bytes around the content.
        Node node = Node.of("iq").content(new byte[NodeDecoder.MAX_BYTES - 8]).build();
        byte[] bytes = new byte[NodeDecoder.MAX_BYTES];
        System.arraycopy(HexFormat.of().parseHex("f80219fe00fffff8"), 0, bytes, 0, 8);

        assertThat(NodeDecoder.decode(deflate(new Deflater(), bytes))).isEqualTo(node);
    }

    private static byte[] deflate(Deflater deflater, byte[] bytes) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            deflater.setInput(bytes);
            deflater.finish();
            out.write(Zlib.FLAG);
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
    }
}
