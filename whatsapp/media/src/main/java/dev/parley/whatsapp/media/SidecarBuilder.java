package dev.parley.whatsapp.media;

import java.io.ByteArrayOutputStream;
import javax.crypto.Mac;

/// Makes a [Sidecar] while a file passes by: initialisation vector, ciphertext and code, in this order. Each code
/// covers 64 KiB of that and the 16 bytes after them, so that a player can decrypt from any of them on.
/// (Checked against a sample from a phone; other libraries leave out the vector.)
final class SidecarBuilder {
    static final int WINDOW_LENGTH = 65536;
    static final int OVERLAP_LENGTH = 16;

    private final ByteArrayOutputStream codes = new ByteArrayOutputStream();
    private Mac current;
    private Mac previous;
    private long position;

    SidecarBuilder(MediaKeys keys) {
        current = keys.mac();
        previous = keys.mac();
    }

    void update(byte[] bytes, int offset, int length) {
        int from = offset;
        int rest = length;
        while (rest > 0) {
            int inWindow = (int) (position % WINDOW_LENGTH);
            int step = Math.min(rest, (isOverlap() ? OVERLAP_LENGTH : WINDOW_LENGTH) - inWindow);
            take(bytes, from, step);
            from += step;
            rest -= step;
        }
    }

    /// Bytes that are all in the overlap, or all behind it.
    private void take(byte[] bytes, int offset, int length) {
        boolean overlap = isOverlap();
        current.update(bytes, offset, length);
        if (overlap) {
            previous.update(bytes, offset, length);
        }
        position += length;
        if (overlap && !isOverlap()) {
            close(previous);
        }
        if (position % WINDOW_LENGTH == 0) {
            Mac complete = current;
            current = previous;
            previous = complete;
        }
    }

    /// Whether the next byte belongs to two windows.
    private boolean isOverlap() {
        return position >= WINDOW_LENGTH && position % WINDOW_LENGTH < OVERLAP_LENGTH;
    }

    private void close(Mac window) {
        codes.writeBytes(MediaKeys.truncated(window));
    }

    Sidecar build() {
        if (isOverlap()) {
            close(previous);
        }
        if (position % WINDOW_LENGTH > 0) {
            close(current);
        }
        return new Sidecar(codes.toByteArray());
    }
}
