package dev.parley.audio;

import java.io.IOException;
import java.util.Arrays;

/// Changes the sampling rate: a low-pass filter (a sinc under a Kaiser window) evaluated wherever an output sample
/// falls, from a table with many points between two zeros of the sinc. Works for any two rates, and what it folds
/// back or lets through above the new rate's half lies 80 dB down. Confined to one thread.
///
/// The output is as long as the input to the sample, and not delayed: half a filter's length of silence stands before
/// and after the sound.
final class Resampler implements Pcm {

    /// Zeros of the sinc on each side: how steep the filter is.
    private static final int ZEROS = 32;

    /// Points of the table between two zeros; what lies between is interpolated.
    private static final int POINTS = 512;

    /// Where the filter begins to fall, against half the lower of the two rates.
    private static final double ROLL_OFF = 0.92;

    private static final double KAISER_BETA = 8.5;

    private static final float[] TABLE = table();

    private final int to;
    private final Pcm out;
    private final float[] produced = new float[4096];

    private int from;
    /// Zeros of the sinc per input sample.
    private double scale;
    /// Samples that the filter reaches to each side.
    private int reach;
    private float[] history = {};
    private int held;
    /// The number of the sample in `history[0]`; starts at -reach.
    private long first;
    private long received;
    private long written;

    Resampler(int to, Pcm out) {
        this.to = to;
        this.out = out;
    }

    private static float[] table() {
        float[] table = new float[ZEROS * POINTS + 2];
        for (int i = 0; i < ZEROS * POINTS; i++) {
            double x = (double) i / POINTS;
            double sinc = i == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            double edge = x / ZEROS;
            table[i] = (float) (sinc * bessel(KAISER_BETA * Math.sqrt(1 - edge * edge)) / bessel(KAISER_BETA));
        }
        return table;
    }

    /// The modified Bessel function of the first kind and order 0, by its series.
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    @Override
    public void accept(float[] mono, int count, int rate) throws IOException {
        if (rate != from) {
            finish();
            begin(rate);
        }
        if (rate == to) {
            out.accept(mono, count, to);
            return;
        }
        received += count;
        for (int done = 0; done < count; ) {
            int part = Math.min(count - done, history.length - held);
            System.arraycopy(mono, done, history, held, part);
            held += part;
            done += part;
            produce(first + held - reach);
        }
    }

    private void begin(int rate) {
        if (rate < LOWEST_RATE || rate > HIGHEST_RATE) {
            throw new AudioException.Unsupported("A sampling rate of " + rate + " Hz is not supported.");
        }
        from = rate;
        scale = ROLL_OFF * Math.min(1, (double) to / from);
        reach = (int) Math.ceil(ZEROS / scale) + 1;
        history = new float[2 * reach + 8192];
        held = reach;
        first = -reach;
        received = 0;
        written = 0;
    }

    /// Gives out what is held back for the sake of what could follow.
    void finish() throws IOException {
        if (from != 0 && from != to) {
            long end = (received * to + from - 1) / from;
            while (written < end) {
                int part = Math.min(reach, history.length - held);
                Arrays.fill(history, held, held + part, 0);
                held += part;
                produce(Math.min(first + held - reach, received));
            }
        }
        from = 0;
    }

    /// Writes all output samples that lie before an input sample.
    private void produce(long before) throws IOException {
        int count = 0;
        while (written * from < before * to) {
            double center = (double) (written * from) / to;
            produced[count++] = at(center);
            written++;
            if (count == produced.length) {
                out.accept(produced, count, to);
                count = 0;
            }
        }
        if (count > 0) {
            out.accept(produced, count, to);
        }
        // Nothing before this is reached again.
        long oldest = written * from / to - reach;
        int gone = Math.clamp(oldest - first, 0, held);
        System.arraycopy(history, gone, history, 0, held - gone);
        held -= gone;
        first += gone;
    }

    private float at(double center) {
        long left = (long) Math.ceil(center - ZEROS / scale);
        int index = (int) (left - first);
        double step = scale * POINTS;
        double point = (left - center) * step;
        double sum = 0;
        for (; point < ZEROS * POINTS && index < held; point += step, index++) {
            double distance = Math.abs(point);
            int whole = (int) distance;
            float low = TABLE[whole];
            sum += history[index] * (low + (TABLE[whole + 1] - low) * (distance - whole));
        }
        return (float) (sum * scale);
    }
}
