package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private final FrameReader reader = new FrameReader(100_000);
    private final List<String> payloads = new ArrayList<>();

    @Test
    void readsFramesThatShareAChunk() {
        read("000001a1" + "000000" + "000002b1b2");

        assertThat(payloads).containsExactly("a1", "", "b1b2");
        assertThat(reader.isInsideFrame()).isFalse();
    }

    @Test
    void readsAFrameSpreadOverChunks() {
        read("00");
        read("00");
        read("");
        read("03a1");
        read("a2");
        assertThat(reader.isInsideFrame()).isTrue();
        assertThat(payloads).isEmpty();

        read("a3" + "000001b1" + "0000");
        assertThat(payloads).containsExactly("a1a2a3", "b1");
        assertThat(reader.isInsideFrame()).isTrue();
    }

    @Test
    void readsOnlyBetweenPositionAndLimit() {
        ByteBuffer chunk = ByteBuffer.wrap(HexFormat.of().parseHex("ffff000001a1eeee"))
                .position(2)
                .limit(6);
        reader.read(chunk, this::add);

        assertThat(payloads).containsExactly("a1");
        assertThat(chunk.position()).isEqualTo(6);
    }

    @Test
    void readsDirectBuffers() {
        ByteBuffer chunk = ByteBuffer.allocateDirect(4)
                .put(HexFormat.of().parseHex("000001a1"))
                .flip();
        reader.read(chunk, this::add);

        assertThat(payloads).containsExactly("a1");
    }

    @Test
    void takesAFrameAtTheLimitAndRefusesALongerOneBeforeItsPayloadComes() {
        byte[] longest = Frames.frame(new byte[100_000]);
        reader.read(ByteBuffer.wrap(longest), payload -> assertThat(payload).hasSize(100_000));

        assertThatThrownBy(() -> read("000001a1" + "0186a1"))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("a frame of 100001 bytes, the most is 100000");
        assertThat(payloads).containsExactly("a1");
        assertThatThrownBy(() -> read("00")).isInstanceOf(WireFormatException.class);
    }

    @Test
    void acceptsTheLongestFrameThereIs() {
        byte[] frame = Frames.frame(new byte[Frames.MAX_PAYLOAD]);
        List<Integer> lengths = new ArrayList<>();
        FrameReader unlimited = new FrameReader();
        for (int start = 0; start < frame.length; start += 1 << 16) {
            int length = Math.min(1 << 16, frame.length - start);
            unlimited.read(ByteBuffer.wrap(frame, start, length), payload -> lengths.add(payload.length));
        }

        assertThat(lengths).containsExactly(Frames.MAX_PAYLOAD);
    }

    @Test
    void allocatesForWhatHasArrivedAndNotForWhatIsAnnounced() {
        ByteBuffer announcement = ByteBuffer.wrap(HexFormat.of().parseHex("ffffff00"));
        List<FrameReader> readers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            readers.add(new FrameReader());
        }

        long allocated = Effort.of(() -> readers.forEach(each -> each.read(announcement.duplicate(), this::add)))
                .allocated();

        assertThat(allocated).isLessThan(100 * 2048);
    }

    private void read(String hex) {
        reader.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), this::add);
    }

    private void add(byte[] payload) {
        payloads.add(HexFormat.of().formatHex(payload));
    }
}
