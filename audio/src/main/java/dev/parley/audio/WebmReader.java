package dev.parley.audio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the Opus sound out of WebM or Matroska (RFC 8794, RFC 9559). One use.
///
/// Browsers write while they record, so segments and clusters have no length. Elements that hold what is wanted are
/// therefore walked into and never left: an element's id alone says what it is, wherever it stands.
///
/// Where timestamps leave a gap, none is made: what was not recorded is not in the note.
final class WebmReader {

    private static final int SEGMENT = 0x18538067;
    private static final int TRACKS = 0x1654ae6b;
    private static final int TRACK_ENTRY = 0xae;
    private static final int TRACK_NUMBER = 0xd7;
    private static final int CODEC_ID = 0x86;
    private static final int CODEC_PRIVATE = 0x63a2;
    private static final int CONTENT_ENCODINGS = 0x6d80;
    private static final int CLUSTER = 0x1f43b675;
    private static final int BLOCK_GROUP = 0xa0;
    private static final int BLOCK = 0xa1;
    private static final int SIMPLE_BLOCK = 0xa3;
    private static final int DISCARD_PADDING = 0x75a2;

    private static final long UNKNOWN = -1;
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_BLOCK = 1 << 18;

    private final Input in;
    private final OpusPackets out;

    /// The track entry that is being read.
    private long number;
    private String codec = "";
    private byte @Nullable [] header;
    private boolean encoded;

    /// The first track with Opus; 0 before one is found.
    private long chosen;
    /// Waits for a padding that may follow it.
    private byte @Nullable [] pending;

    private WebmReader(Input in, OpusPackets out) {
        this.in = in;
        this.out = out;
    }

    static void read(Input in, OpusPackets out) throws IOException {
        WebmReader reader = new WebmReader(in, out);
        try {
            while (in.remaining() > 0) {
                reader.element();
            }
        } catch (EOFException e) {
            reader.flush(0);
            throw e;
        }
        reader.flush(0);
        if (reader.chosen == 0) {
            throw reader.none();
        }
    }

    private AudioException none() {
        return new AudioException.Unsupported("This WebM file holds no Opus sound.");
    }

    private void element() throws IOException {
        int id = id();
        long size = size();
        switch (id) {
            case SEGMENT, TRACKS, BLOCK_GROUP -> {}
            case TRACK_ENTRY -> {
                choose();
                number = 0;
                codec = "";
                header = null;
                encoded = false;
            }
            case CLUSTER -> {
                choose();
                if (chosen == 0) {
                    throw none();
                }
            }
            case TRACK_NUMBER -> number = unsigned(size);
            case CODEC_ID -> codec = new String(text(size), StandardCharsets.US_ASCII);
            case CODEC_PRIVATE -> header = text(size);
            case CONTENT_ENCODINGS -> {
                encoded = true;
                skip(size);
            }
            case SIMPLE_BLOCK, BLOCK -> block(size);
            case DISCARD_PADDING -> flush(padding(size));
            default -> skip(size);
        }
    }

    /// The track whose entry ends here, when it is the first that can be read.
    private void choose() throws IOException {
        if (chosen == 0 && number != 0 && codec.equals("A_OPUS")) {
            if (encoded || header == null) {
                throw new AudioException.Unsupported("This kind of WebM file is not supported.");
            }
            out.begin(OpusHead.parse(header));
            chosen = number;
        }
    }

    private void block(long size) throws IOException {
        if (size < 0) {
            throw broken();
        }
        long end = in.position() + size;
        long track = vint();
        if (track != chosen || chosen == 0) {
            skip(end - in.position());
            return;
        }
        // The time relative to the cluster's.
        in.skip(2);
        int lacing = in.u8() >> 1 & 3;
        int frames = lacing == 0 ? 1 : in.u8() + 1;
        if (end - in.position() > LONGEST_BLOCK) {
            throw broken();
        }
        int[] sizes =
                switch (lacing) {
                    case 1 -> xiph(frames);
                    case 3 -> ebml(frames);
                    default -> new int[frames];
                };
        long left = end - in.position();
        if (lacing == 2) {
            Arrays.fill(sizes, (int) Math.max(0, left / frames));
        }
        for (int i = 0; i < frames - 1; i++) {
            left -= sizes[i];
        }
        if (lacing != 2) {
            sizes[frames - 1] = (int) left;
        }
        if (left < 0) {
            throw broken();
        }
        for (int each : sizes) {
            packet(in.bytes(each));
        }
        skip(end - in.position());
    }

    /// All sizes but the last, each as a sum of bytes that ends with one below 255.
    private int[] xiph(int frames) throws IOException {
        int[] sizes = new int[frames];
        for (int i = 0; i < frames - 1; i++) {
            int part;
            do {
                part = in.u8();
                sizes[i] += part;
            } while (part == 255 && sizes[i] <= LONGEST_BLOCK);
        }
        return sizes;
    }

    /// All sizes but the last: the first as it is, the others as differences.
    private int[] ebml(int frames) throws IOException {
        int[] sizes = new int[frames];
        long size = 0;
        for (int i = 0; i < frames - 1; i++) {
            long from = in.position();
            long value = vint();
            int bits = (int) (7 * (in.position() - from));
            size = i == 0 ? value : size + value - ((1L << (bits - 1)) - 1);
            if (size < 0 || size > LONGEST_BLOCK) {
                throw broken();
            }
            sizes[i] = (int) size;
        }
        return sizes;
    }

    private void packet(byte[] packet) throws IOException {
        flush(0);
        if (packet.length > 0) {
            pending = packet;
        }
    }

    /// @param padding what of the waiting packet's end is not to be played, at 48 kHz
    private void flush(long padding) throws IOException {
        if (pending != null) {
            byte[] packet = pending;
            pending = null;
            int duration = OpusPacket.duration(packet);
            out.packet(packet, Math.clamp(duration - padding, 0, duration));
        }
    }

    /// With its marking bits, as ids are written.
    private int id() throws IOException {
        int first = in.u8();
        int length = Integer.numberOfLeadingZeros(first) - 24;
        if (length > 3) {
            throw broken();
        }
        int id = first;
        for (int i = 0; i < length; i++) {
            id = (id << 8) | in.u8();
        }
        return id;
    }

    /// @return [#UNKNOWN] when all bits are set
    private long size() throws IOException {
        long from = in.position();
        long value = vint();
        long all = (1L << (7 * (in.position() - from))) - 1;
        return value == all ? UNKNOWN : value;
    }

    private long vint() throws IOException {
        int first = in.u8();
        int more = Integer.numberOfLeadingZeros(first) - 24;
        if (more > 7) {
            throw broken();
        }
        long value = first & (0x7f >> more);
        for (int i = 0; i < more; i++) {
            value = (value << 8) | in.u8();
        }
        return value;
    }

    private long unsigned(long size) throws IOException {
        if (size < 0 || size > 7) {
            throw broken();
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = (value << 8) | in.u8();
        }
        return value;
    }

    /// Written in nanoseconds, and below zero when silence is to be added, which is not done.
    private long padding(long size) throws IOException {
        if (size > 0 && size < 8) {
            long value = unsigned(size) << (64 - 8 * size);
            return Math.max(0, value >> (64 - 8 * size)) * 48 / 1_000_000;
        }
        skip(size);
        return 0;
    }

    private byte[] text(long size) throws IOException {
        if (size < 0 || size > LONGEST_TEXT) {
            throw broken();
        }
        return in.bytes((int) size);
    }

    private void skip(long size) throws IOException {
        if (size < 0) {
            throw broken();
        }
        in.skip(size);
    }

    private static AudioException.Broken broken() {
        return new AudioException.Broken("The WebM file is damaged.");
    }
}
