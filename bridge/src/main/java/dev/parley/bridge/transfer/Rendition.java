package dev.parley.bridge.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// A file in the form in which a caller gets it. For one thread; close it.
public interface Rendition extends AutoCloseable {
    /// The same for the same bytes, and for no others.
    String tag();

    /// In bytes.
    long length();

    /// One that a browser runs nothing of.
    String mimetype();

    /// Whether a browser may show it rather than save it.
    boolean inline();

    /// To save it as.
    Optional<String> filename();

    /// Writes `count` bytes from `from` on, both within the length.
    ///
    /// @throws IOException when the file cannot be read, or the stream not be written
    void writeTo(OutputStream out, long from, long count) throws IOException;

    @Override
    void close();
}
