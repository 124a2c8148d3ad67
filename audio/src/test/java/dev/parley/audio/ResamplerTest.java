package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {

    @ParameterizedTest
    @ValueSource(ints = {4_000, 8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 44_099, 48_000, 96_000, 192_000})
    void aToneStaysTheSameTone(int rate) throws IOException {
        float[] out = resampled(tone(1_000, rate, rate), rate, 777);

        assertThat(out).hasSize(16_000);
        // Against the tone as it should be, but for the ends, where it begins and stops at once.
        assertThat(noise(out, tone(1_000, 16_000, 16_000))).isLessThan(-70);
    }

    /// What cannot be held at 16 kHz must vanish and not come back as another tone.
    @ParameterizedTest
    @CsvSource({"44100, 9000", "48000, 10000", "48000, 15900", "48000, 23000", "192000, 50000"})
    void whatIsTooHighIsNotFoldedBack(int rate, int frequency) throws IOException {
        float[] out = resampled(tone(frequency, rate, rate), rate, 4_096);

        assertThat(noise(out, new float[out.length])).isLessThan(-70);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 160, 8_192, 100_000})
    void theResultDoesNotDependOnHowTheSoundComes(int portion) throws IOException {
        float[] in = Speech.at(44_100);

        assertThat(resampled(in, 44_100, portion)).isEqualTo(resampled(in, 44_100, 1_152));
    }

    @ParameterizedTest
    @CsvSource({"1, 44100, 1", "2, 8000, 4", "441, 44100, 160", "442, 44100, 161"})
    void theLengthIsExact(int samples, int rate, int expected) throws IOException {
        assertThat(resampled(new float[samples], rate, 100)).hasSize(expected);
    }

    private static float[] tone(double frequency, int rate, int count) {
        float[] tone = new float[count];
        for (int i = 0; i < count; i++) {
            tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * frequency * i / rate));
        }
        return tone;
    }

    private static float[] resampled(float[] in, int rate, int portion) throws IOException {
        float[] out = new float[in.length * 4 + 16];
        int[] length = {0};
        Resampler resampler = new Resampler(16_000, (mono, count, at) -> {
            assertThat(at).isEqualTo(16_000);
            System.arraycopy(mono, 0, out, length[0], count);
            length[0] += count;
        });
        for (int done = 0; done < in.length; done += portion) {
            int count = Math.min(portion, in.length - done);
            resampler.accept(Arrays.copyOfRange(in, done, done + count), count, rate);
        }
        resampler.finish();
        assertThat((double) length[0]).isCloseTo(in.length * 16_000.0 / rate, within(1.0));
        return Arrays.copyOf(out, length[0]);
    }

    /// How loud the difference is in dB of a tone of half scale, without the first and last 20 ms.
    private static double noise(float[] out, float[] expected) {
        double sum = 0;
        for (int i = 320; i < out.length - 320; i++) {
            sum += Math.pow(out[i] - expected[i], 2);
        }
        return 10 * Math.log10(sum / (out.length - 640) / 0.125 + 1e-20);
    }
}
