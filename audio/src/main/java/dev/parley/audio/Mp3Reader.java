package dev.parley.audio;

import java.io.IOException;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.SampleBuffer;
import org.jspecify.annotations.Nullable;

/// Reads MP3 (MPEG-1, 2 and 2.5, layers I to III), of constant or variable bitrate, behind any number of ID3 tags.
final class Mp3Reader {

    private static final int TAG_HEADER = 10;
    private static final int FRAME_HEADER = 4;

    private Mp3Reader() {}

    /// Whether frames begin here or behind tags: one that is in order, and a second where the first ends.
    static boolean recognises(Input in) throws IOException {
        skipTags(in);
        long start = in.position();
        if (in.remaining() < FRAME_HEADER) {
            return false;
        }
        int length = Mp3Frame.length(in.i32());
        if (length == 0) {
            return false;
        }
        long next = start + length;
        if (next + FRAME_HEADER > in.size()) {
            return next == in.size();
        }
        in.seek(next);
        return Mp3Frame.length(in.i32()) > 0;
    }

    /// The decoder would load a tag whole, however long it says it is.
    private static void skipTags(Input in) throws IOException {
        while (in.remaining() >= TAG_HEADER) {
            long start = in.position();
            byte[] tag = in.bytes(TAG_HEADER);
            if (tag[0] != 'I' || tag[1] != 'D' || tag[2] != '3') {
                in.seek(start);
                return;
            }
            int length = (tag[6] & 0x7f) << 21 | (tag[7] & 0x7f) << 14 | (tag[8] & 0x7f) << 7 | (tag[9] & 0x7f);
            in.skip(length + ((tag[5] & 0x10) != 0 ? TAG_HEADER : 0));
        }
    }

    static void read(Input in, Pcm out) throws IOException {
        skipTags(in);
        Bitstream frames = new Bitstream(in.stream());
        Decoder decoder = new Decoder();
        float[] mono = new float[1152];
        for (SampleBuffer decoded = next(frames, decoder); decoded != null; decoded = next(frames, decoder)) {
            int channels = decoded.getChannelCount();
            int count = decoded.getBufferLength() / channels;
            short[] samples = decoded.getBuffer();
            for (int i = 0; i < count; i++) {
                float sum = 0;
                for (int channel = 0; channel < channels; channel++) {
                    sum += samples[i * channels + channel];
                }
                mono[i] = sum / channels / 32768f;
            }
            out.accept(mono, count, decoded.getSampleFrequency());
        }
    }

    private static @Nullable SampleBuffer next(Bitstream frames, Decoder decoder) {
        try {
            frames.closeFrame();
            Header header = frames.readFrame();
            return header == null ? null : (SampleBuffer) decoder.decodeFrame(header, frames);
        } catch (JavaLayerException | RuntimeException e) {
            // JLayer runs over the ends of its arrays when bits are wrong.
            throw new AudioException.Broken("The MP3 file is damaged.", e);
        }
    }
}
