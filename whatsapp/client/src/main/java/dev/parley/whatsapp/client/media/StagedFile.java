package dev.parley.whatsapp.client.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/// An encrypted file on its way, on this machine's disk: unnamed from the start where the system can do that, else
/// deleted when it is closed, so that it ends with this process at the latest. One thread appends; any may read.
final class StagedFile implements AutoCloseable {
    private final FileChannel channel;
    private volatile long length;

    private StagedFile(FileChannel channel) {
        this.channel = channel;
    }

    static StagedFile in(Path folder) throws IOException {
        Path file = folder.resolve("parley-" + UUID.randomUUID() + ".enc");
        return new StagedFile(FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
    }

    long length() {
        return length;
    }

    void append(ByteBuffer bytes) throws IOException {
        long end = length;
        while (bytes.hasRemaining()) {
            end += channel.write(bytes, end);
        }
        length = end;
    }

    /// Closing it does nothing.
    OutputStream appending() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                append(ByteBuffer.wrap(new byte[] {(byte) one}));
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                append(ByteBuffer.wrap(bytes, offset, count));
            }
        };
    }

    /// From that byte on. Closing it leaves the file open.
    InputStream read(long from) {
        return new Reader(from);
    }

    /// Starts anew.
    void clear() throws IOException {
        channel.truncate(0);
        length = 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class Reader extends InputStream {
        private long position;

        Reader(long from) {
            position = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, bytes.length);
            if (count == 0) {
                return 0;
            }
            int read = channel.read(ByteBuffer.wrap(bytes, offset, count), position);
            position += Math.max(0, read);
            return read;
        }
    }
}
