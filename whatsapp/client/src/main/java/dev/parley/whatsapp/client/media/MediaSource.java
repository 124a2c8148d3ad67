package dev.parley.whatsapp.client.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file to be uploaded. Read once, to its end, and closed by whoever opened it.
@FunctionalInterface
public interface MediaSource {
    /// @throws IOException when it cannot be read; the upload ends with it
    InputStream open() throws IOException;

    static MediaSource of(Path file) {
        return () -> Files.newInputStream(file);
    }

    /// Something small: the bytes are held until the upload is done, and must not change.
    static MediaSource of(byte[] content) {
        return () -> new ByteArrayInputStream(content);
    }
}
