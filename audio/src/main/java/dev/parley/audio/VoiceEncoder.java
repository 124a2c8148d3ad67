package dev.parley.audio;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusMode;
import io.github.jaredmdobson.concentus.OpusSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Encodes a voice as phones do: SILK in wideband, frames of 20 ms, three of them in a packet of "code 3"
/// (RFC 6716, section 3.2.5), so that every packet begins with 0x4b. WhatsApp on iPhones refuses notes whose packets
/// hold one frame each, of whatever length ("this audio is no longer available"; Baileys pull request 2648, 2026).
///
/// A genuine note begins its packets with 0x4b 0x83 or 0x4b 0x86, has an OpusHead of 16,000 Hz, the serial number 0,
/// and some 15 kbit/s. Its pre-skip of 104 is the right number in the wrong unit (the encoder's 6.5 ms at 16 kHz,
/// where Ogg counts at 48 kHz); it is written rightly here.
final class VoiceEncoder implements Pcm {

    private static final int FRAME = 320;
    private static final int FRAMES_A_PACKET = 3;
    private static final int CLOCK_FACTOR = OpusPackets.CLOCK / Voice.RATE;
    /// SILK, wideband, 20 ms (configuration 9), mono, one frame.
    private static final int ONE_FRAME = 9 << 3;
    private static final int SEVERAL_FRAMES = ONE_FRAME | 3;
    private static final int VARIABLE_SIZES = 0x80;
    /// Bits a second: clear speech, 180 kB a minute.
    private static final int BITRATE = 24_000;

    /// Of 10. The highest gives a tenth of a decibel for twice the time.
    private static final int COMPLEXITY = 3;

    private final OggWriter ogg;
    private OpusEncoder encoder = encoder();
    private final int lookahead;
    private final short[] frame = new short[FRAME];
    private final byte[] encoded = new byte[1_276];
    private final byte[][] frames = new byte[FRAMES_A_PACKET][];
    private int filled;
    private int waiting;
    private long received;

    VoiceEncoder(OutputStream out) throws IOException {
        lookahead = encoder.getLookahead();
        ogg = new OggWriter(out, new OpusHead(1, lookahead * CLOCK_FACTOR, Voice.RATE, 0));
    }

    private static OpusEncoder encoder() {
        OpusEncoder encoder;
        try {
            encoder = new OpusEncoder(Voice.RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalStateException(e);
        }
        encoder.setForceMode(OpusMode.MODE_SILK_ONLY);
        encoder.setBandwidth(OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND);
        encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
        encoder.setUseVBR(true);
        encoder.setBitrate(BITRATE);
        encoder.setComplexity(COMPLEXITY);
        return encoder;
    }

    @Override
    public void accept(float[] mono, int count, int rate) throws IOException {
        received += count;
        for (int i = 0; i < count; i++) {
            add((short) Math.clamp(Math.round(mono[i] * 32767f), Short.MIN_VALUE, Short.MAX_VALUE));
        }
    }

    private void add(short sample) throws IOException {
        frame[filled++] = sample;
        if (filled == FRAME) {
            filled = 0;
            frames[waiting++] = encode();
            if (waiting == FRAMES_A_PACKET) {
                waiting = 0;
                ogg.packet(packet(), FRAMES_A_PACKET * FRAME * CLOCK_FACTOR);
            }
        }
    }

    /// Concentus 1.0.2 has overflow checks that the arithmetic it was ported from does without, and that
    /// loud clicks in speech run into, once in thousands of such frames. A fresh encoder then goes on, with
    /// the frame at half its loudness when it must be.
    private byte[] encode() {
        for (int attempt = 0; attempt < Short.SIZE; attempt++) {
            try {
                int length = encoder.encode(frame, 0, FRAME, encoded, 0, encoded.length);
                if ((encoded[0] & 0xff) != ONE_FRAME) {
                    throw new IllegalStateException("the encoder left its mode: " + (encoded[0] & 0xff));
                }
                return Arrays.copyOfRange(encoded, 1, length);
            } catch (OpusException | AssertionError | ArrayIndexOutOfBoundsException _) {
                encoder = encoder();
                for (int i = 0; attempt > 0 && i < FRAME; i++) {
                    frame[i] = (short) (frame[i] / 2);
                }
            }
        }
        throw new IllegalStateException("the encoder refuses silence");
    }

    private byte[] packet() {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(SEVERAL_FRAMES);
        packet.write(VARIABLE_SIZES | FRAMES_A_PACKET);
        for (int i = 0; i < FRAMES_A_PACKET - 1; i++) {
            int length = frames[i].length;
            if (length >= 252) {
                packet.write(252 + (length & 3));
                packet.write((length - 252 - (length & 3)) / 4);
            } else {
                packet.write(length);
            }
        }
        for (byte[] each : frames) {
            packet.writeBytes(each);
        }
        return packet.toByteArray();
    }

    /// Ends the note. The stream is flushed and stays its owner's.
    void finish() throws IOException {
        long end = received + lookahead;
        // Silence until the decoder has given out all of the voice, and until the last packet is whole.
        long padded = Math.ceilDiv(end, FRAMES_A_PACKET * FRAME) * FRAMES_A_PACKET * FRAME;
        for (long i = received; i < padded; i++) {
            add((short) 0);
        }
        ogg.finish(end * CLOCK_FACTOR);
    }
}
