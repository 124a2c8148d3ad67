package dev.parley.whatsapp.wire;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The compressed form of a node: a zlib stream (RFC 1950) behind the flags byte.
final class Zlib {
    /// The bit of the flags byte that announces it.
    static final int FLAG = 2;

    private Zlib() {}

    /// Inflates what follows the flags byte: one whole stream and nothing behind it.
    static byte[] inflate(byte[] plaintext, int limit) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(plaintext, 1, plaintext.length - 1);
            return inflate(inflater, (int) Math.min(4L * plaintext.length, limit), limit);
        } catch (DataFormatException e) {
            throw new WireFormatException(1, "no zlib stream", e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] inflate(Inflater inflater, int capacity, int limit) throws DataFormatException {
        byte[] out = new byte[capacity];
        int length = 0;
        while (!inflater.finished()) {
            if (length == out.length) {
                // One byte above the limit tells a stream that is too long from one that just fits.
                out = Arrays.copyOf(out, Math.min(2 * out.length, limit + 1));
            }
            int inflated = inflater.inflate(out, length, out.length - length);
            length += inflated;
            if (length > limit) {
                throw new WireFormatException(limit, "inflates to more than " + limit + " bytes");
            }
            if (inflated == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                throw new WireFormatException(length, "the zlib stream does not end");
            }
        }
        if (inflater.getRemaining() > 0) {
            throw new WireFormatException(length, inflater.getRemaining() + " bytes after the zlib stream");
        }
        return Arrays.copyOf(out, length);
    }

    /// Deflates the node behind the flags byte of `plaintext`.
    static byte[] deflate(byte[] plaintext) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(plaintext, 1, plaintext.length - 1);
            deflater.finish();
            // What cannot be compressed grows by five bytes a block and the stream's own eleven.
            byte[] out = new byte[64 + plaintext.length + plaintext.length / 1000];
            out[0] = FLAG;
            int length = 1;
            while (!deflater.finished()) {
                length += deflater.deflate(out, length, out.length - length);
            }
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }
}
