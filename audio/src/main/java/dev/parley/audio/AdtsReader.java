package dev.parley.audio;

import java.io.IOException;

/// Reads bare AAC in ADTS frames (ISO/IEC 13818-7, section 6.2), the form of `.aac` files.
final class AdtsReader {

    private static final int HEADER = 7;

    private AdtsReader() {}

    /// Whether a frame begins here and a second where it ends.
    static boolean recognises(Input in) throws IOException {
        long start = in.position();
        if (in.remaining() < HEADER) {
            return false;
        }
        int length = length(in.bytes(HEADER));
        if (length == 0 || start + length > in.size()) {
            return false;
        }
        in.seek(start + length);
        return in.remaining() < HEADER || length(in.bytes(HEADER)) > 0;
    }

    static void read(Input in, Pcm out) throws IOException {
        AacDecoding decoding = null;
        while (in.remaining() >= HEADER) {
            byte[] header = in.bytes(HEADER);
            int length = length(header);
            if (length == 0) {
                throw new AudioException.Broken("The AAC file is damaged.");
            }
            int blocks = header[6] & 3;
            if (blocks != 0) {
                throw new AudioException.Unsupported("This kind of AAC is not supported.");
            }
            if (decoding == null) {
                decoding = new AacDecoding(config(header), out);
            }
            boolean checksum = (header[1] & 1) == 0;
            if (checksum) {
                in.skip(2);
            }
            decoding.unit(in.bytes(length - HEADER - (checksum ? 2 : 0)));
        }
    }

    /// @return of the frame in bytes, its header included; 0 for what is no header
    private static int length(byte[] header) {
        boolean sync = (header[0] & 0xff) == 0xff && (header[1] & 0xf6) == 0xf0;
        int rate = header[2] >> 2 & 15;
        int length = (header[3] & 3) << 11 | (header[4] & 0xff) << 3 | (header[5] & 0xff) >> 5;
        int least = (header[1] & 1) == 0 ? HEADER + 2 : HEADER;
        return sync && rate < 13 && length > least ? length : 0;
    }

    /// The AudioSpecificConfig that says the same: object type, rate and channels.
    private static byte[] config(byte[] header) {
        int type = (header[2] >> 6 & 3) + 1;
        int rate = header[2] >> 2 & 15;
        int channels = ((header[2] & 1) << 2) | ((header[3] >> 6) & 3);
        int bits = type << 11 | rate << 7 | channels << 3;
        return new byte[] {(byte) (bits >> 8), (byte) bits};
    }
}
