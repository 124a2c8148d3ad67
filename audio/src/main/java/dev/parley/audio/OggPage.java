package dev.parley.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A page of an Ogg file (RFC 3533, section 6), its checksum verified. At most 65 kB.
final class OggPage {

    static final int CAPTURE = Input.tag("OggS");

    private static final int HEADER = 27;
    private static final int CHECKSUM = 22;

    private final int flags;
    private final long granule;
    private final int serial;
    private final byte[] lacing;
    private final byte[] body;

    private OggPage(ByteBuffer header, byte[] lacing, byte[] body) {
        this.flags = header.get(5);
        this.granule = header.getLong(6);
        this.serial = header.getInt(14);
        this.lacing = lacing;
        this.body = body;
    }

    static OggPage read(Input in) throws IOException {
        byte[] header = in.bytes(HEADER);
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.BIG_ENDIAN);
        if (fields.getInt(0) != CAPTURE || fields.get(4) != 0) {
            throw broken();
        }
        byte[] lacing = in.bytes(header[HEADER - 1] & 0xff);
        int length = 0;
        for (byte segment : lacing) {
            length += segment & 0xff;
        }
        byte[] body = in.bytes(length);
        fields.order(ByteOrder.LITTLE_ENDIAN);
        int checksum = fields.getInt(CHECKSUM);
        Arrays.fill(header, CHECKSUM, CHECKSUM + 4, (byte) 0);
        int crc = OggCrc.update(0, header, 0, HEADER);
        crc = OggCrc.update(crc, lacing, 0, lacing.length);
        if (OggCrc.update(crc, body, 0, length) != checksum) {
            throw broken();
        }
        return new OggPage(fields, lacing, body);
    }

    /// Whether its first packet began on the page before.
    boolean continued() {
        return (flags & 1) != 0;
    }

    /// Whether it is the first of its stream.
    boolean begins() {
        return (flags & 2) != 0;
    }

    /// Whether it is the last of its stream.
    boolean ends() {
        return (flags & 4) != 0;
    }

    /// Where in the stream the last packet that ends here ends; for Opus at 48 kHz. -1 when none ends here.
    long granule() {
        return granule;
    }

    int serial() {
        return serial;
    }

    /// The lengths of the segments; a packet goes on as long as they are 255. Not a copy.
    byte[] lacing() {
        return lacing;
    }

    /// Not a copy.
    byte[] body() {
        return body;
    }

    static AudioException.Broken broken() {
        return new AudioException.Broken("The Ogg file is damaged.");
    }
}
