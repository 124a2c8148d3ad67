package dev.parley.audio;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes one Opus stream as an Ogg file (RFC 7845): a page for the header, one for the tags, then pages of about a
/// second, none of whose packets goes over its border. Confined to one thread.
final class OggWriter implements Closeable {

    /// 16 packets of 60 ms are 0.96 s.
    private static final int PACKETS_A_PAGE = 16;

    private static final byte[] TAGS = tags();

    private final OutputStream out;
    private final ByteArrayOutputStream lacing = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int packets;
    private int sequence;
    /// The end of the last packet in `body`, at 48 kHz with the pre-skip.
    private long granule;

    OggWriter(OutputStream out, OpusHead head) throws IOException {
        this.out = out;
        add(head.toBytes());
        page(2);
        add(TAGS);
        page(0);
    }

    private static byte[] tags() {
        byte[] vendor = "Parley".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(16 + vendor.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OpusTags".getBytes(StandardCharsets.US_ASCII))
                .putInt(vendor.length)
                .put(vendor)
                .putInt(0)
                .array();
    }

    void packet(byte[] packet, int duration) throws IOException {
        if (packets == PACKETS_A_PAGE || lacing.size() + packet.length / 255 + 1 > 255) {
            page(0);
        }
        add(packet);
        granule += duration;
    }

    private void add(byte[] packet) {
        for (int rest = packet.length; rest >= 0; rest -= 255) {
            lacing.write(Math.min(rest, 255));
        }
        body.writeBytes(packet);
        packets++;
    }

    /// Writes what is left. The stream stays open, its owner closes it.
    ///
    /// @param end how long the stream is at 48 kHz, its pre-skip included: what the last packet holds beyond
    ///     that is not played
    void finish(long end) throws IOException {
        granule = Math.min(granule, end);
        page(4);
    }

    private void page(int flags) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(27 + lacing.size() + body.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OggS".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .put((byte) flags)
                .putLong(granule)
                // The stream's serial number: one stream a file, and phones write 0.
                .putInt(0)
                .putInt(sequence++)
                .putInt(0)
                .put((byte) lacing.size())
                .put(lacing.toByteArray())
                .put(body.toByteArray());
        page.putInt(22, OggCrc.update(0, page.array(), 0, page.capacity()));
        out.write(page.array());
        lacing.reset();
        body.reset();
        packets = 0;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
