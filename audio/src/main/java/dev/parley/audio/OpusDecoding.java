package dev.parley.audio;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Decodes Opus to one channel or two, whatever it was recorded with: the decoder itself mixes them.
///
/// At 48 kHz, or at 16 kHz when all packets are [OpusPacket#speech]: Concentus 1.0.2 gives silence for other packets
/// at any rate but 48 kHz.
final class OpusDecoding implements OpusPackets {

    /// Takes what was decoded.
    interface Output {
        /// @param samples interleaved; of them those from `from` to `to` are to be played, counted for each
        ///     channel
        void decoded(short[] samples, int from, int to) throws IOException;
    }

    private final int rate;
    private final int channels;
    private final Output output;
    private final short[] samples;
    private @Nullable OpusDecoder decoder;
    private @Nullable OpusTrim trim;

    OpusDecoding(int rate, int channels, Output output) {
        this.rate = rate;
        this.channels = channels;
        this.output = output;
        this.samples = new short[OpusPacket.LONGEST * channels];
    }

    /// Mono, for voice notes.
    static OpusDecoding to(Pcm pcm) {
        float[] mono = new float[OpusPacket.LONGEST];
        return new OpusDecoding(CLOCK, 1, (samples, from, to) -> {
            for (int i = from; i < to; i++) {
                mono[i - from] = samples[i] / 32768f;
            }
            pcm.accept(mono, to - from, CLOCK);
        });
    }

    @Override
    public void begin(OpusHead head) {
        try {
            OpusDecoder fresh = new OpusDecoder(rate, channels);
            fresh.setGain(head.gain());
            decoder = fresh;
        } catch (OpusException e) {
            throw new IllegalStateException(e);
        }
        trim = new OpusTrim(head, rate);
    }

    @Override
    public void packet(byte[] packet, int keep) throws IOException {
        if (decoder == null || trim == null) {
            throw new IllegalStateException("a packet before the stream's header");
        }
        int duration = OpusPacket.duration(packet);
        trim.next(duration, keep);
        int length = (int) ((long) duration * rate / CLOCK);
        int decoded;
        try {
            decoded = decoder.decode(packet, 0, packet.length, samples, 0, length, false);
        } catch (OpusException | RuntimeException | AssertionError e) {
            throw new AudioException.Broken("The recording holds a damaged Opus packet.", e);
        }
        if (decoded != length) {
            throw new AudioException.Broken("The recording holds a damaged Opus packet.");
        }
        output.decoded(samples, trim.from(), trim.to());
    }
}
