package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class FrameProperties {
    @Property
    void framesSurviveAnyCutOfTheStream(
            @ForAll @Size(max = 20) List<@Size(max = 3000) byte[]> payloads,
            @ForAll @Size(max = 300) byte[] routingInfo,
            @ForAll long seed) {
        byte[] stream = stream(Bytes.copyOf(routingInfo), payloads);
        IntroReader intro = new IntroReader();
        FrameReader frames = new FrameReader();
        List<Bytes> received = new ArrayList<>();

        for (ByteBuffer chunk : cut(stream, new Random(seed))) {
            if (intro.read(chunk)) {
                frames.read(chunk, payload -> received.add(Bytes.wrap(payload)));
            }
        }

        assertThat(received).isEqualTo(payloads.stream().map(Bytes::copyOf).toList());
        assertThat(frames.isInsideFrame()).isFalse();
        assertThat(intro.routingInfo()).isEqualTo(Bytes.copyOf(routingInfo));
    }

    private static byte[] stream(Bytes routingInfo, List<byte[]> payloads) {
        ByteBuffer stream = ByteBuffer.allocate(100_000);
        stream.put(Frames.firstFrame(routingInfo, new byte[0]));
        stream.position(stream.position() - Frames.LENGTH_BYTES);
        payloads.forEach(payload -> stream.put(Frames.frame(payload)));
        byte[] bytes = new byte[stream.flip().remaining()];
        stream.get(bytes);
        return bytes;
    }

    /// Mostly small pieces and now and then a long one, so that pieces hold parts of a frame as well as several.
    private static List<ByteBuffer> cut(byte[] stream, Random random) {
        List<ByteBuffer> chunks = new ArrayList<>();
        for (int start = 0; start < stream.length; ) {
            int most = random.nextInt(4) == 0 ? 5000 : 7;
            int length = Math.min(random.nextInt(most), stream.length - start);
            chunks.add(ByteBuffer.wrap(stream, start, length));
            start += length;
        }
        return chunks;
    }
}
