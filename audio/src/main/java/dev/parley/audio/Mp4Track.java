package dev.parley.audio;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A track of an MP4 file: how its sound is encoded, and where its samples lie unless in fragments.
final class Mp4Track {

    /// A bound for what holds some milliseconds of sound.
    static final int LONGEST_SAMPLE = 1 << 16;

    /// Two hours of the shortest frames there are in practice; 4 MiB of table.
    private static final int MOST_SAMPLES = 1 << 20;

    private static final int LONGEST_CONFIG = 1 << 10;

    private static final int SOUND = Input.tag("soun");
    private static final int AAC = Input.tag("mp4a");
    private static final int OPUS = Input.tag("Opus");
    private static final int AAC_OBJECT = 0x40;
    /// MPEG-2 AAC: main, low complexity, scalable.
    private static final int OLD_AAC_OBJECT = 0x66;

    private long id;
    private int handler;
    private long timescale;
    private long editStart;
    private long editLength;
    private int edits;
    private byte @Nullable [] aac;
    private @Nullable OpusHead opus;

    private long uniformSize;
    private int[] sizes = {};
    private int samples;
    private long[] chunks = {};
    /// Pairs of a first chunk, counted from 0, and its and its followers' number of samples.
    private int[] runs = {};

    private Mp4Track() {}

    static Mp4Track read(Input in, Mp4Box box) throws IOException {
        Mp4Track track = new Mp4Track();
        Mp4Box.each(in, box.end(), part -> track.part(in, part));
        return track;
    }

    long id() {
        return id;
    }

    boolean isSound() {
        return handler == SOUND;
    }

    private void part(Input in, Mp4Box box) throws IOException {
        switch (name(box.type())) {
            case "mdia", "minf", "stbl", "edts" -> Mp4Box.each(in, box.end(), part -> part(in, part));
            case "tkhd" -> {
                in.skip(in.u8() == 1 ? 19 : 11);
                id = in.u32();
            }
            case "mdhd" -> {
                in.skip(in.u8() == 1 ? 19 : 11);
                timescale = in.u32();
            }
            case "hdlr" -> {
                in.skip(8);
                handler = in.i32();
            }
            case "elst" -> edits(in);
            case "stsd" -> {
                in.skip(8);
                Mp4Box.each(in, box.end(), entry -> description(in, entry));
            }
            case "stsz" -> sizes(in);
            case "stsc" -> runs(in);
            case "stco" -> chunks(in, false);
            case "co64" -> chunks(in, true);
            default -> {}
        }
    }

    private static String name(int type) {
        return "" + (char) (type >> 24 & 0xff) + (char) (type >> 16 & 0xff) + (char) (type >> 8 & 0xff)
                + (char) (type & 0xff);
    }

    /// Encoders hide with it that their first samples are no sound yet, and what they filled the last frame
    /// with.
    private void edits(Input in) throws IOException {
        boolean wide = in.u8() == 1;
        in.skip(3);
        long count = in.u32();
        for (long i = 0; i < Math.min(count, 2); i++) {
            long length = wide ? in.i64() : in.u32();
            long start = wide ? in.i64() : in.i32();
            in.skip(4);
            // An empty edit only says that the track begins later than others.
            if (start >= 0) {
                editStart = start;
                editLength = length;
                edits++;
            }
        }
    }

    private void description(Input in, Mp4Box entry) throws IOException {
        if (aac != null || opus != null) {
            return;
        }
        if (entry.type() == AAC || entry.type() == OPUS) {
            in.skip(8);
            int version = in.u16();
            // QuickTime's later versions have more fields.
            in.skip(18 + (version == 1 ? 16 : version == 2 ? 36 : 0));
            Mp4Box.each(in, entry.end(), box -> config(in, box));
        }
    }

    private void config(Input in, Mp4Box box) throws IOException {
        switch (name(box.type())) {
            case "wave" -> Mp4Box.each(in, box.end(), inner -> config(in, inner));
            case "esds" -> {
                in.skip(4);
                descriptors(in, box.end());
            }
            case "dOps" -> {
                in.skip(1);
                int channels = in.u8();
                int preSkip = in.u16();
                int rate = in.i32();
                opus = new OpusHead(channels, preSkip, rate, (short) in.u16());
                if (in.u8() > 1) {
                    opus = null;
                }
            }
            default -> {}
        }
    }

    /// Descriptors in descriptors (ISO/IEC 14496-1, section 7.2.6): of the stream, of its decoder, of its
    /// setup.
    private void descriptors(Input in, long end) throws IOException {
        while (in.position() + 2 <= end) {
            int tag = in.u8();
            int length = 0;
            int part;
            do {
                part = in.u8();
                length = (length << 7) | (part & 0x7f);
            } while ((part & 0x80) != 0 && length < LONGEST_CONFIG);
            if (tag == 3) {
                in.skip(2);
                int flags = in.u8();
                in.skip((flags & 0x80) != 0 ? 2 : 0);
                in.skip((flags & 0x40) != 0 ? in.u8() : 0);
                in.skip((flags & 0x20) != 0 ? 2 : 0);
            } else if (tag == 4) {
                int object = in.u8();
                in.skip(12);
                if (object != AAC_OBJECT && (object < OLD_AAC_OBJECT || object > OLD_AAC_OBJECT + 2)) {
                    return;
                }
            } else if (tag == 5 && length <= LONGEST_CONFIG) {
                aac = in.bytes(length);
                return;
            } else {
                in.skip(length);
            }
        }
    }

    private void sizes(Input in) throws IOException {
        in.skip(4);
        uniformSize = in.u32();
        samples = count(in, uniformSize == 0 ? 4 : 0);
        if (uniformSize == 0) {
            sizes = new int[samples];
            for (int i = 0; i < samples; i++) {
                sizes[i] = (int) Math.min(in.u32(), Integer.MAX_VALUE);
            }
        }
    }

    private void runs(Input in) throws IOException {
        in.skip(4);
        int count = count(in, 12);
        runs = new int[2 * count];
        for (int i = 0; i < count; i++) {
            runs[2 * i] = in.i32() - 1;
            runs[2 * i + 1] = in.i32();
            in.skip(4);
        }
    }

    private void chunks(Input in, boolean wide) throws IOException {
        in.skip(4);
        chunks = new long[count(in, wide ? 8 : 4)];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = wide ? in.i64() : in.u32();
        }
    }

    private static int count(Input in, int entry) throws IOException {
        long count = in.u32();
        if (count > MOST_SAMPLES || count * entry > in.remaining()) {
            throw Mp4Box.broken();
        }
        return (int) count;
    }

    /// @param movieTimescale units a second of the edits' lengths
    Mp4Reader.Samples decoding(long movieTimescale, Pcm out) throws IOException {
        Pcm trimmed = out;
        if (edits == 1 && timescale > 0) {
            double length =
                    editLength == 0 || movieTimescale == 0 ? Double.MAX_VALUE : (double) editLength / movieTimescale;
            trimmed = new Trimmed((double) editStart / timescale, length, out);
        }
        if (opus != null) {
            OpusDecoding decoding = OpusDecoding.to(trimmed);
            // The edit says the same as the pre-skip, and is not to be done twice.
            int preSkip = edits == 1 && editStart > 0 ? 0 : opus.preSkip();
            decoding.begin(new OpusHead(opus.channels(), preSkip, opus.rate(), opus.gain()));
            return sample -> decoding.packet(sample, OpusPacket.duration(sample));
        }
        if (aac != null) {
            AacDecoding decoding = new AacDecoding(aac, trimmed);
            return decoding::unit;
        }
        throw new AudioException.Unsupported("The sound of this MP4 file is of a kind that Parley does not read.");
    }

    interface Place {
        void at(long position, long size) throws IOException;
    }

    /// The samples that the tables tell of; none in a file of fragments.
    void eachSample(Input in, Place place) throws IOException {
        int sample = 0;
        int run = 0;
        for (int chunk = 0; chunk < chunks.length && runs.length > 0; chunk++) {
            while (2 * run + 2 < runs.length && runs[2 * run + 2] <= chunk) {
                run++;
            }
            long position = chunks[chunk];
            for (int i = 0; i < runs[2 * run + 1] && sample < samples; i++) {
                long size = uniformSize != 0 ? uniformSize : sizes[sample];
                place.at(position, size);
                position += size;
                sample++;
            }
        }
    }

    /// Lets only a part of the sound through, in seconds.
    private static final class Trimmed implements Pcm {
        private final double start;
        private final double length;
        private final Pcm out;
        private double time;

        Trimmed(double start, double length, Pcm out) {
            this.start = start;
            this.length = length;
            this.out = out;
        }

        @Override
        public void accept(float[] mono, int count, int rate) throws IOException {
            int from = Math.clamp(Math.round((start - time) * rate), 0, count);
            int to = Math.clamp(Math.round((start + length - time) * rate), from, count);
            time += (double) count / rate;
            if (to > from) {
                System.arraycopy(mono, from, mono, 0, to - from);
                out.accept(mono, to - from, rate);
            }
        }
    }
}
