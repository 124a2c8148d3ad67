package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.media.MediaException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A source that must end in time.
final class BoundedInputStream extends FilterInputStream {
    private final long limit;
    private long count;

    BoundedInputStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /// @throws MediaException when there is more than allowed
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count += Math.max(0, read);
        if (count > limit) {
            throw new MediaException(MediaException.Kind.TOO_LONG, "a file of more than " + limit + " bytes");
        }
        return read;
    }
}
