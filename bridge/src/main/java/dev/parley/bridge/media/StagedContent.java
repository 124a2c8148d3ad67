package dev.parley.bridge.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole content that is not in the store yet: a file of its own, gone when this is closed.
///
/// @param length in bytes
public record StagedContent(Path path, ContentHash hash, long length) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StagedContent.class);

    /// Does nothing when the store has taken the file.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The sweep tries again.
            LOG.warn("a staged file could not be deleted: {}", e.getClass().getSimpleName());
        }
    }
}
