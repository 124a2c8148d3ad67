package dev.parley.bridge.media;

import java.nio.file.Path;

/// A file to be read and not to be changed, for as long as this is open.
public interface LocalFile extends AutoCloseable {
    Path path();

    @Override
    void close();
}
