package dev.parley.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Sound taken out of a file, and compared with what it should be.
final class Sound {

    private final int rate;
    private final float[] samples;

    Sound(int rate, float[] samples) {
        this.rate = rate;
        this.samples = samples;
    }

    /// Everything that a recording decodes to.
    static Sound of(Path recording) throws IOException {
        float[][] all = {new float[0]};
        int[] length = {0};
        int[] at = {0};
        Pcm collector = (mono, count, rate) -> {
            if (at[0] != 0 && at[0] != rate) {
                throw new AssertionError("the rate changes");
            }
            at[0] = rate;
            if (length[0] + count > all[0].length) {
                all[0] = Arrays.copyOf(all[0], 2 * all[0].length + count);
            }
            System.arraycopy(mono, 0, all[0], length[0], count);
            length[0] += count;
        };
        try (Input in = Input.open(recording)) {
            Recording.read(in, collector);
        }
        return new Sound(at[0], Arrays.copyOf(all[0], length[0]));
    }

    double seconds() {
        return samples.length / (double) rate;
    }

    /// How alike this sound and another are at their best alignment: 1 is the same but for loudness, 0 is
    /// unrelated.
    ///
    /// @param slack how far apart they may lie, in seconds
    Likeness likeness(Sound other, double slack) {
        if (rate != other.rate) {
            throw new IllegalArgumentException();
        }
        Likeness best = new Likeness(-1, 0);
        int reach = (int) (slack * rate);
        for (int lag = -reach; lag <= reach; lag++) {
            double product = 0;
            double own = 1e-9;
            double others = 1e-9;
            for (int i = Math.max(0, -lag); i < Math.min(samples.length, other.samples.length - lag); i++) {
                product += samples[i] * other.samples[i + lag];
                own += samples[i] * samples[i];
                others += other.samples[i + lag] * other.samples[i + lag];
            }
            double correlation = product / Math.sqrt(own * others);
            if (correlation > best.correlation) {
                best = new Likeness(correlation, lag / (double) rate);
            }
        }
        return best;
    }

    /// @param lag by how many seconds the other comes later
    record Likeness(double correlation, double lag) {}

    double loudness() {
        double sum = 0;
        for (float sample : samples) {
            sum += sample * sample;
        }
        return Math.sqrt(sum / samples.length);
    }

    Sound part(double from, double to) {
        return new Sound(rate, Arrays.copyOfRange(samples, (int) (from * rate), (int) (to * rate)));
    }
}
