package dev.parley.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Two seconds that sound like somebody saying "a-o-i-u-a": a buzzing voice of wandering pitch, formed into vowels,
/// with a pause in the middle. Every recording in `src/test/resources/recordings` holds exactly this, so that what
/// comes out of a conversion can be compared with what went in.
///
/// `java Speech.java <file>` writes it as a WAV file at 48 kHz, which the recordings were made from.
final class Speech {

    static final double SECONDS = 2;

    private static final double[][] VOWELS = {{800, 1200}, {450, 800}, {300, 2300}, {320, 900}, {800, 1200}};

    private Speech() {}

    /// Full scale at -1 and 1.
    static float[] at(int rate) {
        return at(rate, SECONDS);
    }

    static float[] at(int rate, double seconds) {
        float[] samples = new float[(int) Math.round(seconds * rate)];
        double phase = 0;
        for (int i = 0; i < samples.length; i++) {
            double time = (double) i / rate;
            double pitch = 130 + 25 * Math.sin(2 * Math.PI * 0.9 * time);
            phase += 2 * Math.PI * pitch / rate;
            double[] formants = VOWELS[(int) (time / SECONDS * VOWELS.length) % VOWELS.length];
            double voice = 0;
            for (int harmonic = 1; harmonic * pitch < 3_400; harmonic++) {
                double frequency = harmonic * pitch;
                double loud = 0.02;
                for (double formant : formants) {
                    double off = (frequency - formant) / 120;
                    loud += 1 / (1 + off * off);
                }
                voice += loud * Math.sin(harmonic * phase + harmonic * harmonic * 0.7);
            }
            samples[i] = (float) (0.12 * loudness(time) * voice);
        }
        return samples;
    }

    /// Syllables, and a pause from 0.9 s to 1.2 s of every two seconds.
    private static double loudness(double time) {
        double within = time % SECONDS;
        if (within > 0.9 && within < 1.2) {
            return 0;
        }
        double syllable = Math.sin(Math.PI * 2.5 * within);
        return 0.15 + 0.85 * syllable * syllable;
    }

    static byte[] wav(float[] samples, int rate) {
        ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + 2 * samples.length)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(2 * rate)
                .putShort((short) 2)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(2 * samples.length);
        for (float sample : samples) {
            wav.putShort((short) Math.round(32767 * Math.clamp(sample, -1f, 1f)));
        }
        return wav.array();
    }

    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of(arguments[0]), wav(at(48_000), 48_000));
    }
}
