package dev.parley.audio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads the Opus stream out of an Ogg file (RFC 3533, RFC 7845): packets over page borders, several streams one
/// after another (chained), and other streams beside it, which are passed over. One use.
final class OggReader {

    private final Input in;
    private final OpusPackets out;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    private Stage stage = Stage.NO_STREAM;
    private int serial;
    /// Where in its stream the next packet begins, at 48 kHz; negative before the first page that says so.
    private long position;

    private enum Stage {
        NO_STREAM,
        TAGS,
        SOUND
    }

    private OggReader(Input in, OpusPackets out) {
        this.in = in;
        this.out = out;
    }

    static void read(Input in, OpusPackets out) throws IOException {
        new OggReader(in, out).run();
    }

    private void run() throws IOException {
        boolean found = false;
        while (in.remaining() > 0) {
            OggPage page = OggPage.read(in);
            if (page.begins() && stage != Stage.TAGS && begin(page)) {
                found = true;
            } else if (stage != Stage.NO_STREAM && page.serial() == serial) {
                packets(page);
            }
        }
        if (!found) {
            throw new AudioException.Unsupported("This Ogg file holds no Opus sound.");
        }
    }

    /// @return false for a stream that is not Opus
    private boolean begin(OggPage page) throws IOException {
        if (!OpusHead.is(page.body())) {
            return false;
        }
        out.begin(OpusHead.parse(page.body()));
        serial = page.serial();
        stage = Stage.TAGS;
        position = -1;
        partial.reset();
        return true;
    }

    private void packets(OggPage page) throws IOException {
        List<byte[]> packets = stage == Stage.TAGS ? List.of() : whole(page);
        if (stage == Stage.TAGS) {
            // The tags begin on the stream's second page and end their last page (RFC 7845, section 3).
            for (byte segment : page.lacing()) {
                if ((segment & 0xff) < 255) {
                    stage = Stage.SOUND;
                }
            }
        } else if (!packets.isEmpty()) {
            sound(page, packets);
        }
        if (page.ends()) {
            stage = Stage.NO_STREAM;
        }
    }

    private void sound(OggPage page, List<byte[]> packets) throws IOException {
        long length = 0;
        for (byte[] packet : packets) {
            length += OpusPacket.duration(packet);
        }
        if (position < 0) {
            position = page.ends() ? 0 : Math.max(0, page.granule() - length);
        }
        for (byte[] packet : packets) {
            int duration = OpusPacket.duration(packet);
            long left = page.ends() && page.granule() >= 0 ? page.granule() - position : duration;
            out.packet(packet, Math.clamp(left, 0, duration));
            position += duration;
        }
        if (!page.ends() && page.granule() >= 0) {
            // Says the same, unless pages before it are lost.
            position = page.granule();
        }
    }

    /// The packets that end on this page. One that goes on beyond it waits in `partial`.
    private List<byte[]> whole(OggPage page) {
        if (!page.continued()) {
            partial.reset();
        }
        // The beginning of this packet was on a page that is lost.
        boolean headless = page.continued() && partial.size() == 0;
        List<byte[]> packets = new ArrayList<>();
        int from = 0;
        for (byte lace : page.lacing()) {
            int segment = lace & 0xff;
            if (!headless) {
                partial.write(page.body(), from, segment);
            }
            from += segment;
            if (partial.size() > OpusPackets.LONGEST) {
                throw OggPage.broken();
            }
            if (segment < 255) {
                if (partial.size() > 0) {
                    packets.add(partial.toByteArray());
                }
                partial.reset();
                headless = false;
            }
        }
        return packets;
    }
}
