package dev.parley.whatsapp.wire;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts frames together from chunks of any size: a frame may be spread over chunks, and a chunk may hold several.
/// Keeps memory only for the part of a payload that has arrived, and none between frames. One thread at a time.
public final class FrameReader {
    private static final int FIRST_BYTES = 1024;

    private final int limit;
    private int lengthBytes;
    private int length;
    private @Nullable ByteSink partial;

    public FrameReader() {
        this(Frames.MAX_PAYLOAD);
    }

    /// @param limit the longest payload to accept, in bytes
    public FrameReader(int limit) {
        this.limit = limit;
    }

    /// Reads `chunk` to its end without keeping it and hands over each payload that it completes, the receiver's own.
    ///
    /// @throws WireFormatException for a frame that announces more than the limit. Frames before it were handed
    ///     over; the stream cannot be read on
    public void read(ByteBuffer chunk, Consumer<byte[]> payloads) {
        while (chunk.hasRemaining()) {
            if (lengthBytes < Frames.LENGTH_BYTES) {
                readLength(chunk);
            }
            if (lengthBytes == Frames.LENGTH_BYTES) {
                readPayload(chunk, payloads);
            }
        }
    }

    /// Whether a frame has begun and not ended: a stream that closes now was cut.
    public boolean isInsideFrame() {
        return lengthBytes > 0;
    }

    private void readLength(ByteBuffer chunk) {
        while (lengthBytes < Frames.LENGTH_BYTES && chunk.hasRemaining()) {
            length = (length << 8) | (chunk.get() & 0xFF);
            lengthBytes++;
        }
    }

    private void readPayload(ByteBuffer chunk, Consumer<byte[]> payloads) {
        if (length > limit) {
            throw new WireFormatException(lengthBytes, "a frame of " + length + " bytes, the most is " + limit);
        }
        ByteSink payload = partial;
        if (payload == null) {
            payload = new ByteSink(Math.max(chunk.remaining(), FIRST_BYTES), length);
            partial = payload;
        }
        payload.put(chunk, Math.min(chunk.remaining(), length - payload.length()));
        if (payload.length() == length) {
            lengthBytes = 0;
            length = 0;
            partial = null;
            payloads.accept(payload.finish());
        }
    }
}
