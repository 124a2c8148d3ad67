package dev.parley.audio;

import java.io.IOException;

/// Reads WAV: whole numbers of 8 to 32 bits, floating point of 32 and 64, A-law and µ-law, any number of channels up
/// to eight. A length of nothing or of everything means "until the end", as programs write it that could not go back.
final class WavReader {

    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int EXTENSIBLE = 0xfffe;

    private static final int FORMAT = Input.tag("fmt ");
    private static final int DATA = Input.tag("data");
    private static final int MOST_CHANNELS = 8;
    private static final int BLOCK = 1024;

    private record Layout(int code, int channels, int rate, int bits) {
        int sampleBytes() {
            return bits / 8;
        }

        int frameBytes() {
            return channels * sampleBytes();
        }
    }

    private WavReader() {}

    static void read(Input in, Pcm out) throws IOException {
        in.skip(12);
        Layout layout = null;
        while (true) {
            int chunk = in.i32();
            long length = in.u32le();
            if (chunk == FORMAT) {
                layout = layout(in, length);
            } else if (chunk == DATA) {
                if (layout == null) {
                    throw new AudioException.Broken("The WAV file does not say how its sound is stored.");
                }
                sound(in, layout, length == 0 ? in.remaining() : Math.min(length, in.remaining()), out);
                return;
            } else {
                // Chunks begin at even places.
                in.skip(length + (length & 1));
            }
        }
    }

    private static Layout layout(Input in, long length) throws IOException {
        long end = in.position() + length + (length & 1);
        if (length < 16) {
            throw new AudioException.Broken("The WAV file does not say how its sound is stored.");
        }
        int code = in.u16le();
        int channels = in.u16le();
        long rate = in.u32le();
        in.skip(6);
        int bits = in.u16le();
        if (code == EXTENSIBLE && length >= 26) {
            // Size, valid bits and speakers; then the code again as the start of a GUID.
            in.skip(8);
            code = in.u16le();
        }
        in.seek(end);
        boolean known =
                switch (code) {
                    case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
                    case FLOAT -> bits == 32 || bits == 64;
                    case A_LAW, MU_LAW -> bits == 8;
                    default -> false;
                };
        if (!known || channels < 1 || channels > MOST_CHANNELS || rate < Pcm.LOWEST_RATE || rate > Pcm.HIGHEST_RATE) {
            throw new AudioException.Unsupported("This kind of WAV file is not supported.");
        }
        return new Layout(code, channels, (int) rate, bits);
    }

    private static void sound(Input in, Layout layout, long length, Pcm out) throws IOException {
        byte[] block = new byte[BLOCK * layout.frameBytes()];
        float[] mono = new float[BLOCK];
        long frames = length / layout.frameBytes();
        while (frames > 0) {
            int count = (int) Math.min(frames, BLOCK);
            in.readFully(block, 0, count * layout.frameBytes());
            for (int i = 0; i < count; i++) {
                float sum = 0;
                for (int channel = 0; channel < layout.channels(); channel++) {
                    sum += sample(layout, block, i * layout.frameBytes() + channel * layout.sampleBytes());
                }
                mono[i] = sum / layout.channels();
            }
            out.accept(mono, count, layout.rate());
            frames -= count;
        }
    }

    private static float sample(Layout layout, byte[] bytes, int at) {
        return switch (layout.code()) {
            case FLOAT ->
                sane(
                        layout.bits() == 32
                                ? Float.intBitsToFloat((int) word(bytes, at, 4))
                                : (float) Double.longBitsToDouble(word(bytes, at, 8)));
            case A_LAW -> aLaw(bytes[at]) / 32768f;
            case MU_LAW -> muLaw(bytes[at]) / 32768f;
            default -> whole(bytes, at, layout.sampleBytes());
        };
    }

    /// Eight bits are counted from 0 to 255, more from below zero to above.
    private static float whole(byte[] bytes, int at, int count) {
        if (count == 1) {
            return ((bytes[at] & 0xff) - 128) / 128f;
        }
        int shift = 64 - 8 * count;
        return (float) (((word(bytes, at, count) << shift) >> shift) / (double) (1L << (8 * count - 1)));
    }

    private static long word(byte[] bytes, int at, int count) {
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[at + i] & 0xff);
        }
        return word;
    }

    /// What is no number becomes silence, what is beyond full scale is cut: one such sample would spoil all
    /// that a filter makes of its surroundings.
    private static float sane(float sample) {
        return Float.isNaN(sample) ? 0 : Math.clamp(sample, -1f, 1f);
    }

    /// ITU-T G.711.
    private static int aLaw(byte code) {
        int bits = code ^ 0x55;
        int exponent = bits >> 4 & 7;
        int mantissa = (bits & 15) << 4 | 8;
        int magnitude = exponent == 0 ? mantissa : (mantissa | 0x100) << (exponent - 1);
        return (bits & 0x80) == 0 ? -magnitude : magnitude;
    }

    /// ITU-T G.711.
    private static int muLaw(byte code) {
        int bits = ~code;
        int magnitude = (((bits & 15) << 3 | 0x84) << (bits >> 4 & 7)) - 0x84;
        return (bits & 0x80) == 0 ? magnitude : -magnitude;
    }
}
