package dev.parley.audio;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads the sound of an MP4 file (ISO/IEC 14496-12): AAC or Opus, in one piece with its tables before or behind, or
/// in fragments as browsers record. The first track of sound is read. One use.
final class Mp4Reader {

    private static final int MOVIE = Input.tag("moov");
    private static final int MOVIE_HEADER = Input.tag("mvhd");
    private static final int TRACK = Input.tag("trak");
    private static final int EXTENDS = Input.tag("mvex");
    private static final int TRACK_EXTENDS = Input.tag("trex");
    private static final int FRAGMENT = Input.tag("moof");
    private static final int TRACK_FRAGMENT = Input.tag("traf");
    private static final int FRAGMENT_HEADER = Input.tag("tfhd");
    private static final int RUN = Input.tag("trun");

    private final Input in;
    private final Pcm out;
    private long timescale;
    private @Nullable Mp4Track track;
    private @Nullable Samples samples;
    /// For samples of fragments whose size is said nowhere else.
    private long defaultSize;
    private long taken;

    /// Takes a sample as the file holds it.
    interface Samples {
        void sample(byte[] bytes) throws IOException;
    }

    private Mp4Reader(Input in, Pcm out) {
        this.in = in;
        this.out = out;
    }

    static void read(Input in, Pcm out) throws IOException {
        Mp4Reader reader = new Mp4Reader(in, out);
        Mp4Box.each(in, in.size(), reader::topLevel);
        if (reader.samples == null) {
            throw new AudioException.Unsupported("This MP4 file holds no sound that Parley can read.");
        }
    }

    private void topLevel(Mp4Box box) throws IOException {
        if (box.type() == MOVIE && samples == null) {
            movie(box);
        } else if (box.type() == FRAGMENT && track != null) {
            Fragment fragment = new Fragment(box.start());
            Mp4Box.each(in, box.end(), fragment::part);
        }
    }

    private void movie(Mp4Box movie) throws IOException {
        Mp4Box.each(in, movie.end(), box -> {
            if (box.type() == MOVIE_HEADER) {
                in.skip(in.u8() == 1 ? 19 : 11);
                timescale = in.u32();
            } else if (box.type() == TRACK && track == null) {
                Mp4Track read = Mp4Track.read(in, box);
                track = read.isSound() ? read : null;
            } else if (box.type() == EXTENDS) {
                Mp4Box.each(in, box.end(), this::trackExtends);
            }
        });
        if (track == null) {
            throw new AudioException.Unsupported("This MP4 file holds no sound.");
        }
        samples = track.decoding(timescale, out);
        track.eachSample(in, this::take);
    }

    private void trackExtends(Mp4Box box) throws IOException {
        if (box.type() == TRACK_EXTENDS) {
            in.skip(4);
            long id = in.u32();
            in.skip(8);
            long size = in.u32();
            if (track == null || track.id() == id) {
                defaultSize = size;
            }
        }
    }

    private void take(long position, long size) throws IOException {
        taken += size;
        // No byte is sound twice: what says otherwise would keep us busy for ever.
        if (size > Mp4Track.LONGEST_SAMPLE || taken > in.size() || samples == null) {
            throw Mp4Box.broken();
        }
        if (size > 0) {
            in.seek(position);
            samples.sample(in.bytes((int) size));
        }
    }

    /// One `moof`: its runs of samples, which lie in the `mdat` behind it.
    private final class Fragment {
        private final long start;
        private long base;
        private long next;
        private long size;
        private boolean ours;

        Fragment(long start) {
            this.start = start;
            this.next = start;
        }

        void part(Mp4Box box) throws IOException {
            if (box.type() == TRACK_FRAGMENT) {
                ours = false;
                Mp4Box.each(in, box.end(), this::trackPart);
            }
        }

        private void trackPart(Mp4Box box) throws IOException {
            if (box.type() == FRAGMENT_HEADER) {
                header();
            } else if (box.type() == RUN && ours) {
                run(box);
            }
        }

        private void header() throws IOException {
            int flags = in.i32();
            ours = track != null && in.u32() == track.id();
            // Offsets count from the movie fragment, unless it says otherwise or, as old files mean by saying
            // nothing, from the end of the track before: one track is all that is read here.
            base = (flags & 1) != 0 ? in.i64() : start;
            in.skip(((flags & 2) != 0 ? 4 : 0) + ((flags & 8) != 0 ? 4 : 0));
            size = (flags & 0x10) != 0 ? in.u32() : defaultSize;
            next = base;
        }

        private void run(Mp4Box box) throws IOException {
            int flags = in.i32();
            long count = in.u32();
            long position = (flags & 1) != 0 ? base + in.i32() : next;
            in.skip((flags & 4) != 0 ? 4 : 0);
            int before = (flags & 0x100) != 0 ? 4 : 0;
            int after = ((flags & 0x400) != 0 ? 4 : 0) + ((flags & 0x800) != 0 ? 4 : 0);
            boolean sized = (flags & 0x200) != 0;
            int entry = before + after + (sized ? 4 : 0);
            if (count * entry > box.end() - in.position() || count > in.size()) {
                throw Mp4Box.broken();
            }
            long entries = in.position();
            for (long i = 0; i < count; i++) {
                long each = size;
                if (sized) {
                    in.seek(entries + i * entry + before);
                    each = in.u32();
                }
                take(position, each);
                position += each;
            }
            next = position;
        }
    }
}
