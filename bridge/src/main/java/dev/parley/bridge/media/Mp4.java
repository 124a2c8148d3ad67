package dev.parley.bridge.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/// What an MP4 file (ISO 14496-12) says of itself: brand, tracks and duration. The file is hostile: whatever it claims
/// of sizes, only some hundred bytes of it are read at once, and only so many boxes are looked at.
///
/// @param brand the major one, four characters
/// @param video its first film track
/// @param sound whether it has a track of sound
/// @param duration zero when it does not say
record Mp4(String brand, Optional<Video> video, boolean sound, Duration duration) {
    /// @param codec four characters: `avc1` for H.264
    /// @param width in pixels, as it is shown; 0 when it does not say
    record Video(String codec, int width, int height) {}

    private static final int MOST_BOXES = 10_000;
    private static final int MOST_TRACKS = 64;

    /// The longest of the boxes that are read: `tkhd` in its second version.
    private static final int MOST_BYTES = 128;

    /// A film of more than a day is none.
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int HEADER = 8;
    private static final int LONG_HEADER = 16;

    /// @return empty when it is no MP4
    static Optional<Mp4> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Reader(channel).read();
        }
    }

    /// A box: its content is from `start` to `end`.
    private record Box(String type, long start, long end) {}

    private static final class Reader {
        private final FileChannel channel;
        private int boxes;
        private int tracks;

        private String brand = "";
        private Optional<Video> video = Optional.empty();
        private boolean sound;
        private Duration duration = Duration.ZERO;

        Reader(FileChannel channel) {
            this.channel = channel;
        }

        Optional<Mp4> read() throws IOException {
            each(0, channel.size(), this::top);
            return brand.isEmpty() ? Optional.empty() : Optional.of(new Mp4(brand, video, sound, duration));
        }

        private void top(Box box) throws IOException {
            if (box.type().equals("ftyp")) {
                brand = type(content(box), 0);
            } else if (box.type().equals("moov")) {
                each(box.start(), box.end(), this::movie);
            }
        }

        private void movie(Box box) throws IOException {
            switch (box.type()) {
                case "mvhd" -> duration = duration(content(box));
                case "mvex" -> each(box.start(), box.end(), this::extension);
                case "trak" -> {
                    if (++tracks <= MOST_TRACKS) {
                        track(box);
                    }
                }
                default -> {}
            }
        }

        /// A file in fragments says its duration here, if at all, in the units of `mvhd`.
        private void extension(Box box) throws IOException {
            if (box.type().equals("mehd") && duration.isZero() && timescale > 0) {
                ByteBuffer content = content(box);
                duration = seconds(version(content) == 1 ? longAt(content, 4) : intAt(content, 4), timescale);
            }
        }

        private long timescale;

        private Duration duration(ByteBuffer header) {
            boolean wide = version(header) == 1;
            timescale = intAt(header, wide ? 20 : 12);
            return seconds(wide ? longAt(header, 24) : intAt(header, 16), timescale);
        }

        private static Duration seconds(long units, long timescale) {
            if (timescale <= 0 || units < 0 || units == 0xFFFFFFFFL || units / timescale > LONGEST.toSeconds()) {
                return Duration.ZERO;
            }
            return Duration.ofMillis(Math.round(units * 1000.0 / timescale));
        }

        private void track(Box track) throws IOException {
            Track found = new Track();
            each(track.start(), track.end(), found::box);
            if (found.handler.equals("soun")) {
                sound = true;
            } else if (found.handler.equals("vide") && video.isEmpty()) {
                video = Optional.of(new Video(found.codec, found.width, found.height));
            }
        }

        private final class Track {
            private String handler = "";
            private String codec = "";
            private int width;
            private int height;

            /// Only boxes that hold what is wanted are gone into; none of them lies in one of its own kind.
            void box(Box box) throws IOException {
                switch (box.type()) {
                    case "tkhd" -> size(content(box));
                    case "mdia", "minf", "stbl" -> each(box.start(), box.end(), this::box);
                    case "hdlr" -> {
                        if (handler.isEmpty()) {
                            handler = type(content(box), 8);
                        }
                    }
                    case "stsd" -> codec = type(content(box), 12);
                    default -> {}
                }
            }

            /// 16.16 numbers at the end, behind a matrix that may turn the film by a quarter.
            private void size(ByteBuffer header) {
                int matrix = version(header) == 1 ? 52 : 40;
                int w = (int) (intAt(header, matrix + 36) >>> 16);
                int h = (int) (intAt(header, matrix + 40) >>> 16);
                boolean turned = intAt(header, matrix) == 0 && intAt(header, matrix + 4) != 0;
                width = turned ? h : w;
                height = turned ? w : h;
            }
        }

        @FunctionalInterface
        private interface Visitor {
            void visit(Box box) throws IOException;
        }

        private void each(long start, long end, Visitor visitor) throws IOException {
            long at = start;
            while (end - at >= HEADER && ++boxes <= MOST_BOXES) {
                ByteBuffer header = bytes(at, LONG_HEADER);
                long length = intAt(header, 0);
                int headerLength = length == 1 ? LONG_HEADER : HEADER;
                if (length == 1) {
                    length = longAt(header, 8);
                } else if (length == 0) {
                    // To the end of what it is in.
                    length = end - at;
                }
                if (length < headerLength || length > end - at) {
                    return;
                }
                visitor.visit(new Box(type(header, 4), at + headerLength, at + length));
                at += length;
            }
        }

        private ByteBuffer content(Box box) throws IOException {
            return bytes(box.start(), (int) Math.min(MOST_BYTES, box.end() - box.start()));
        }

        private ByteBuffer bytes(long at, int count) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(count);
            while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
                // Until it is full, or the file is at its end.
            }
            return bytes.flip();
        }

        private static int version(ByteBuffer box) {
            return box.limit() > 0 ? box.get(0) : 0;
        }

        /// What is not there is 0.
        private static long intAt(ByteBuffer bytes, int at) {
            return at + 4 <= bytes.limit() ? Integer.toUnsignedLong(bytes.getInt(at)) : 0;
        }

        private static long longAt(ByteBuffer bytes, int at) {
            return at + 8 <= bytes.limit() ? bytes.getLong(at) : 0;
        }

        private static String type(ByteBuffer bytes, int at) {
            if (at + 4 > bytes.limit()) {
                return "";
            }
            byte[] type = new byte[4];
            bytes.get(at, type);
            return new String(type, StandardCharsets.ISO_8859_1);
        }
    }
}
