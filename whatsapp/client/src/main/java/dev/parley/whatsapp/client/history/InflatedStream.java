package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.event.HistoryFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Inflates (RFC 1950) while it is read, up to a limit, so that a small file cannot become an endless one. Closing it
/// closes the source.
final class InflatedStream extends InputStream {
    private static final int BUFFER = 1 << 14;

    private final InflaterInputStream inflater;
    private final long limit;
    private long count;

    InflatedStream(InputStream compressed, long limit) {
        this.inflater = new InflaterInputStream(compressed, new Inflater(), BUFFER) {
            @Override
            public void close() throws IOException {
                super.close();
                // The stream ends only an inflater that it made itself; native memory must not wait for a collection.
                inf.end();
            }
        };
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws HistoryException when it is not compressed as it must be, or becomes too long
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = inflater.read(bytes, offset, length);
            count += Math.max(0, read);
            if (count > limit) {
                throw new HistoryException(HistoryFailure.TOO_LARGE, "inflates to more than " + limit + " bytes");
            }
            return read;
        } catch (ZipException | EOFException e) {
            throw new HistoryException(HistoryFailure.CORRUPT, "is not compressed as it must be", e);
        }
    }

    @Override
    public void close() throws IOException {
        inflater.close();
    }
}
