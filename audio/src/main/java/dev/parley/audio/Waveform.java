package dev.parley.audio;

import java.util.Arrays;

/// The 64 bars that a phone draws for a voice note: each 0 to 100, the loudest 100. Immutable.
public final class Waveform {

    /// How many bars there are, as WhatsApp's field `waveform` has them.
    public static final int BARS = 64;

    private final byte[] bars;

    private Waveform(byte[] bars) {
        this.bars = bars;
    }

    /// As WhatsApp's field `waveform` wants them: 64 bytes of 0 to 100. The array is the caller's own.
    public byte[] toBytes() {
        return bars.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Waveform that && Arrays.equals(bars, that.bars);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bars);
    }

    @Override
    public String toString() {
        return "Waveform" + Arrays.toString(bars);
    }

    /// Measures a recording of unknown length in fixed memory: the mean amplitude of short stretches, which are
    /// joined in pairs whenever there are too many of them. Confined to one thread.
    static final class Meter {

        /// 82 s of 10 ms stretches at 16 kHz; twice as coarse for each doubling beyond.
        private static final int CAPACITY = 8192;

        private final double[] sums = new double[CAPACITY];
        private int stretches;
        private int stretch = 160;
        private double sum;
        private int filled;
        private long total;

        void add(float[] samples, int count) {
            for (int i = 0; i < count; i++) {
                sum += Math.abs(samples[i]);
                if (++filled == stretch) {
                    close();
                }
            }
            total += count;
        }

        private void close() {
            sums[stretches++] = sum;
            sum = 0;
            filled = 0;
            if (stretches == CAPACITY) {
                for (int i = 0; i < CAPACITY / 2; i++) {
                    sums[i] = sums[2 * i] + sums[2 * i + 1];
                }
                stretches = CAPACITY / 2;
                stretch *= 2;
            }
        }

        /// How many samples were added.
        long samples() {
            return total;
        }

        /// The mean amplitude of each 64th part against the loudest part's. Silence is 64 zeros.
        Waveform waveform() {
            double[] means = new double[BARS];
            double loudest = 0;
            for (int bar = 0; bar < BARS; bar++) {
                means[bar] = until(total * (bar + 1.0) / BARS) - until(total * (double) bar / BARS);
                loudest = Math.max(loudest, means[bar]);
            }
            byte[] bars = new byte[BARS];
            // Quieter than one step of 16 bits on average: noise of the arithmetic, not sound.
            if (loudest > total / (double) BARS / Short.MAX_VALUE) {
                for (int bar = 0; bar < BARS; bar++) {
                    bars[bar] = (byte) Math.round(100 * Math.max(0, means[bar]) / loudest);
                }
            }
            return new Waveform(bars);
        }

        /// The sum of all amplitudes before this sample, as if even within a stretch.
        private double until(double sample) {
            int whole = (int) Math.min(stretches, sample / stretch);
            double result = 0;
            for (int i = 0; i < whole; i++) {
                result += sums[i];
            }
            double rest = sample - (double) whole * stretch;
            if (whole < stretches) {
                return result + sums[whole] * rest / stretch;
            }
            return filled == 0 ? result : result + sum * Math.min(1, rest / filled);
        }
    }
}
