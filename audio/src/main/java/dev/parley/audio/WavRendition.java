package dev.parley.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An Ogg/Opus recording as a WAV file, for browsers that do not play Ogg/Opus (Safari before 18.4).
///
/// WAV, because every browser plays it; because Java needs no encoder for it, and has none for AAC; and because its
/// length is known before the first sample is decoded: so it can be streamed with an exact `Content-Length`, and
/// Safari, which plays nothing without `Range`, can be served any part. It costs 32 kB a second for what a phone
/// recorded (mono, 16 kHz), and up to 192 kB for music (stereo, 48 kHz). The bytes are the same every time, whatever
/// part is asked for. Immutable; may be used from any thread.
public final class WavRendition {

    /// The MIME type to serve it under.
    public static final String MIME_TYPE = "audio/wav";

    private static final int HEADER = 44;
    private static final long LONGEST = 0xffff_ffffL - HEADER;

    private final Path oggOpus;
    private final int rate;
    private final int channels;
    private final long samples;

    private WavRendition(Path oggOpus, int rate, int channels, long samples) {
        this.oggOpus = oggOpus;
        this.rate = rate;
        this.channels = channels;
        this.samples = samples;
    }

    /// Looks through the pages of a recording; decodes nothing yet.
    ///
    /// @param oggOpus must not change as long as the rendition is used
    /// @throws AudioException when it is no Ogg/Opus, or too long for a WAV file (6 hours of the largest kind)
    /// @throws IOException when the file cannot be read
    public static WavRendition of(Path oggOpus) throws IOException {
        Survey survey = new Survey();
        packets(oggOpus, survey);
        int rate = survey.speech ? Voice.RATE : OpusPackets.CLOCK;
        WavRendition rendition =
                new WavRendition(oggOpus, rate, survey.channels, rate == Voice.RATE ? survey.low : survey.high);
        if (rendition.samples == 0) {
            throw new AudioException.Broken("The recording holds no sound.");
        }
        if (rendition.dataLength() > LONGEST) {
            throw new AudioException.TooLong("The recording is too long for a WAV file.");
        }
        return rendition;
    }

    /// The length of the whole file in bytes.
    public long length() {
        return HEADER + dataLength();
    }

    private long dataLength() {
        return samples * channels * Short.BYTES;
    }

    /// Writes a part of the file. All that lies before it must be decoded too: some hundred times faster
    /// than it plays.
    ///
    /// @param out stays open
    /// @param from and `count` in bytes, within [#length]
    /// @throws AudioException when the recording is damaged inside; what is before that has been written
    /// @throws IOException when the file cannot be read or the stream cannot be written
    public void writeTo(OutputStream out, long from, long count) throws IOException {
        if (from < 0 || count < 0 || count > length() - from) {
            throw new IndexOutOfBoundsException("bytes " + from + " + " + count + " of " + length());
        }
        Window window = new Window(out, from, count);
        byte[] bytes = new byte[OpusPacket.LONGEST * channels * Short.BYTES];
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        OpusDecoding decoding = new OpusDecoding(rate, channels, (decoded, first, end) -> {
            little.clear();
            for (int i = first * channels; i < end * channels; i++) {
                little.putShort(decoded[i]);
            }
            window.write(bytes, little.position());
        });
        try {
            window.write(header(), HEADER);
            packets(oggOpus, decoding);
        } catch (Enough _) {
            return;
        }
    }

    /// A recording that stops in the middle is played as far as it goes.
    private static void packets(Path oggOpus, OpusPackets out) throws IOException {
        try (Input in = Input.open(oggOpus)) {
            if (in.size() < 4 || in.i32() != OggPage.CAPTURE) {
                throw new AudioException.Unsupported("This is no Ogg file.");
            }
            in.seek(0);
            OggReader.read(in, out);
        } catch (EOFException _) {
            return;
        }
    }

    private byte[] header() {
        int frame = channels * Short.BYTES;
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt((int) (length() - 8))
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) channels)
                .putInt(rate)
                .putInt(rate * frame)
                .putShort((short) frame)
                .putShort((short) Short.SIZE)
                .put(ascii("data"))
                .putInt((int) dataLength())
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// What all packets have in common, and how much they decode to.
    private static final class Survey implements OpusPackets {
        private int channels = 1;
        private boolean speech = true;
        private long low;
        private long high;
        private OpusTrim lowTrim = new OpusTrim(new OpusHead(1, 0, 0, 0), Voice.RATE);
        private OpusTrim highTrim = new OpusTrim(new OpusHead(1, 0, 0, 0), CLOCK);

        @Override
        public void begin(OpusHead head) {
            channels = Math.max(channels, head.channels());
            lowTrim = new OpusTrim(head, Voice.RATE);
            highTrim = new OpusTrim(head, CLOCK);
        }

        @Override
        public void packet(byte[] packet, int keep) {
            speech &= OpusPacket.speech(packet);
            int duration = OpusPacket.duration(packet);
            lowTrim.next(duration, keep);
            highTrim.next(duration, keep);
            low += lowTrim.to() - lowTrim.from();
            high += highTrim.to() - highTrim.from();
        }
    }

    /// Lets a part of what is written through, and ends the work behind it.
    private static final class Window {
        private final OutputStream out;
        private long skip;
        private long left;

        Window(OutputStream out, long skip, long left) {
            this.out = out;
            this.skip = skip;
            this.left = left;
        }

        void write(byte[] bytes, int length) throws IOException {
            int skipped = (int) Math.min(skip, length);
            int written = (int) Math.min(left, length - skipped);
            skip -= skipped;
            left -= written;
            out.write(bytes, skipped, written);
            if (left == 0) {
                throw new Enough();
            }
        }
    }

    /// The part that was asked for is written.
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }
}
