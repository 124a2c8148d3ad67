package dev.parley.audio;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A file read forwards through one small buffer, with jumps. Confined to one thread.
///
/// What lies behind the end is an [EOFException], also when a jump goes there: [Recording] decides in one place
/// what a recording is worth that stops in the middle.
final class Input implements Closeable {

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 15).flip();
    /// Where in the file the buffer's end lies.
    private long bufferEnd;

    private Input(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    static Input open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return new Input(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// As it was when the file was opened.
    long size() {
        return size;
    }

    long position() {
        return bufferEnd - buffer.remaining();
    }

    long remaining() {
        return size - position();
    }

    /// Forwards or backwards.
    void seek(long position) throws EOFException {
        if (position < 0 || position > size) {
            throw new EOFException();
        }
        long back = bufferEnd - position;
        if (back >= 0 && back <= buffer.limit()) {
            buffer.position((int) (buffer.limit() - back));
        } else {
            buffer.clear().flip();
            bufferEnd = position;
        }
    }

    void skip(long bytes) throws EOFException {
        if (bytes < 0 || bytes > remaining()) {
            throw new EOFException();
        }
        seek(position() + bytes);
    }

    /// The next byte, 0 to 255, or -1 at the end.
    int read() throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return -1;
        }
        return buffer.get() & 0xff;
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int read = bufferEnd >= size ? -1 : channel.read(buffer, bufferEnd);
        buffer.flip();
        bufferEnd += Math.max(0, read);
        return read > 0;
    }

    int u8() throws IOException {
        int value = read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    int u16() throws IOException {
        return u8() << 8 | u8();
    }

    int i32() throws IOException {
        return u16() << 16 | u16();
    }

    long u32() throws IOException {
        return i32() & 0xffffffffL;
    }

    long i64() throws IOException {
        return u32() << 32 | u32();
    }

    int u16le() throws IOException {
        return u8() | u8() << 8;
    }

    int i32le() throws IOException {
        return u16le() | u16le() << 16;
    }

    long u32le() throws IOException {
        return i32le() & 0xffffffffL;
    }

    long i64le() throws IOException {
        return u32le() | u32le() << 32;
    }

    /// Exactly this many bytes. Nothing is allocated that the file does not hold; the caller bounds the rest.
    byte[] bytes(int count) throws IOException {
        if (count < 0 || count > remaining()) {
            throw new EOFException();
        }
        byte[] bytes = new byte[count];
        readFully(bytes, 0, count);
        return bytes;
    }

    void readFully(byte[] bytes, int from, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int read = read(bytes, from + done, count - done);
            if (read < 0) {
                throw new EOFException();
            }
            done += read;
        }
    }

    /// At least one byte, at most `count`; -1 at the end.
    int read(byte[] bytes, int from, int count) throws IOException {
        if (!buffer.hasRemaining() && !fill()) {
            return -1;
        }
        int read = Math.min(count, buffer.remaining());
        buffer.get(bytes, from, read);
        return read;
    }

    /// Four characters as containers name their parts.
    static int tag(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }

    /// From here to the end. Closing it does nothing.
    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return Input.this.read();
            }

            @Override
            public int read(byte[] bytes, int from, int count) throws IOException {
                return count == 0 ? 0 : Input.this.read(bytes, from, count);
            }
        };
    }
}
