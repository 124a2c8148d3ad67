package dev.parley.audio;

import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.sourceforge.jaad.aac.Decoder;
import net.sourceforge.jaad.mp4.MP4Exception;

/// Decodes AAC, one access unit after another. One use.
final class AacDecoding {

    private static final float FULL_SCALE = 32768f;

    /// The decoder logs each damaged frame with its stack, and goes on without it. Held, or its level is
    /// forgotten.
    private static final Logger DECODER_LOG = Logger.getLogger(Decoder.class.getName());

    private final Decoder decoder;
    private final Pcm out;
    private float[] mono = new float[2048];

    /// @param config an AudioSpecificConfig (ISO/IEC 14496-3, section 1.6.2.1)
    AacDecoding(byte[] config, Pcm out) {
        this.out = out;
        DECODER_LOG.setLevel(Level.OFF);
        try {
            decoder = Decoder.create(config);
        } catch (MP4Exception | RuntimeException e) {
            throw new AudioException.Unsupported("This kind of AAC is not supported.");
        }
    }

    void unit(byte[] unit) throws IOException {
        Decoded decoded = new Decoded();
        try {
            decoder.decodeFrame(unit, decoded::take);
        } catch (RuntimeException e) {
            throw new AudioException.Broken("The recording holds a damaged AAC frame.", e);
        }
        if (decoded.length > 0) {
            out.accept(mono, decoded.length, decoded.rate);
        }
    }

    private final class Decoded {
        private int length;
        private int rate;

        void take(List<float[]> channels, int samples, int frequency) {
            length = samples;
            rate = frequency;
            if (mono.length < samples) {
                mono = new float[samples];
            }
            for (int i = 0; i < samples; i++) {
                float sum = 0;
                for (float[] channel : channels) {
                    sum += channel[i];
                }
                mono[i] = sum / channels.size() / FULL_SCALE;
            }
        }
    }
}
