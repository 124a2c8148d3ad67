package dev.parley.app;

import dev.parley.bridge.config.ConfigException;
import dev.parley.bridge.config.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Parley's data directory, held by one process at a time. The system lets go of it when the process ends,
/// however it ends.
final class DataDirectory implements AutoCloseable {
    private final FileChannel lockFile;

    private DataDirectory(FileChannel lockFile) {
        this.lockFile = lockFile;
    }

    /// @throws ConfigException when another Parley holds it
    static DataDirectory hold(Path directory) {
        try {
            SecretFile.ownerOnlyDirectory(directory);
            FileChannel lockFile =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lockFile.tryLock() == null) {
                lockFile.close();
                throw new ConfigException("Another Parley is using the data directory " + directory.toAbsolutePath());
            }
            return new DataDirectory(lockFile);
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory " + directory + " cannot be used", e);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
