package dev.parley.audio;

/// The header of an MPEG audio frame (ISO/IEC 11172-3 and 13818-3, section 2.4.1.3).
final class Mp3Frame {

    private static final int[][] MPEG_1 = {
        {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    };
    private static final int[][] MPEG_2 = {
        {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
    };
    private static final int[] RATES = {44_100, 48_000, 32_000};

    private Mp3Frame() {}

    /// @return in bytes, header included; 0 for what is no header
    static int length(int header) {
        int version = header >> 19 & 3;
        int layer = 4 - (header >> 17 & 3);
        int bitrate = header >> 12 & 15;
        int rate = header >> 10 & 3;
        if (header >>> 21 != 0x7ff || version == 1 || layer == 4 || bitrate == 0 || bitrate == 15 || rate == 3) {
            return 0;
        }
        boolean first = version == 3;
        int kilobits = (first ? MPEG_1 : MPEG_2)[layer - 1][bitrate - 1];
        int hertz = RATES[rate] >> (first ? 0 : version == 2 ? 1 : 2);
        int padding = header >> 9 & 1;
        if (layer == 1) {
            return (12_000 * kilobits / hertz + padding) * 4;
        }
        int samples = layer == 3 && !first ? 576 : 1152;
        return samples / 8 * 1_000 * kilobits / hertz + padding;
    }
}
