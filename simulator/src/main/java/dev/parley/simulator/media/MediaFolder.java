package dev.parley.simulator.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder for the files of one simulator, made when it is needed and gone with it. Thread-safe.
public final class MediaFolder implements AutoCloseable {
    private Optional<Path> folder = Optional.empty();

    /// A new, empty file, the caller's own.
    public synchronized Path newFile() {
        try {
            if (folder.isEmpty()) {
                folder = Optional.of(Files.createTempDirectory("parley-simulator-"));
            }
            return Files.createTempFile(folder.get(), "media-", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        folder.ifPresent(path -> {
            try (Stream<Path> files = Files.walk(path)) {
                files.sorted(Comparator.reverseOrder()).forEach(MediaFolder::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        folder = Optional.empty();
    }
}
