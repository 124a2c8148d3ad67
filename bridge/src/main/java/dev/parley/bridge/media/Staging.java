package dev.parley.bridge.media;

import dev.parley.bridge.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder in which contents come together before the store has them. What a killed process leaves in it is swept
/// away. Thread-safe.
public final class Staging {
    private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

    /// What is left for the database, which may lie on the same disk: 128 MiB.
    static final long RESERVE = 128L << 20;

    /// How many bytes to write between two looks at the free space.
    private static final long LOOK = 8L << 20;

    private static final int CHUNK = 1 << 16;
    private static final String FULL = "There is no room for the file on the disk";

    private final Path folder;
    private final LongSupplier free;

    /// @param free bytes that can be written on its file system
    Staging(Path folder, LongSupplier free) {
        this.folder = folder;
        this.free = free;
    }

    static Staging in(Path folder) {
        return new Staging(folder, () -> {
            try {
                return Files.getFileStore(folder).getUsableSpace();
            } catch (IOException _) {
                // The writing itself will tell.
                return Long.MAX_VALUE;
            }
        });
    }

    /// Place for a content of unknown length.
    ///
    /// @throws Problem.Full when the disk is nearly full
    public Writer open() throws IOException {
        Files.createDirectories(folder);
        return new Writer(newFile());
    }

    /// A content that is read to its end. The stream stays open.
    ///
    /// @param most bytes
    /// @throws Problem.TooLarge when there are more
    /// @throws Problem.Full when the disk is nearly full
    public StagedContent stage(InputStream in, long most) throws IOException {
        try (Writer writer = open()) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (writer.length() + read > most) {
                    throw new Problem.TooLarge("The file must be at most " + most + " bytes");
                }
                writer.write(chunk, 0, read);
            }
            return writer.finish();
        }
    }

    /// What somebody else writes to a path of this folder, which they get. The file is gone when that fails.
    public StagedContent stage(FileWriter writer) throws IOException {
        Files.createDirectories(folder);
        Path file = newFile();
        try {
            writer.write(file);
            return staged(file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /// Whoever writes a content by themselves.
    @FunctionalInterface
    public interface FileWriter {
        void write(Path file) throws IOException;
    }

    private static StagedContent staged(Path file) throws IOException {
        MessageDigest digest = sha256();
        long length = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (int read = channel.read(chunk); read >= 0; read = channel.read(chunk.clear())) {
                digest.update(chunk.flip());
                length += read;
            }
            channel.force(true);
        }
        return new StagedContent(file, ContentHash.of(digest.digest()), length);
    }

    private Path newFile() {
        if (free.getAsLong() < RESERVE) {
            throw new Problem.Full(FULL);
        }
        return folder.resolve(UUID.randomUUID() + ".part");
    }

    /// Deletes what was left here. Only a dead process leaves anything for long: whatever is under way is
    /// younger.
    void sweep(Instant before) throws IOException {
        sweep(folder, before);
    }

    /// The same for any folder of files under way.
    static void sweep(Path folder, Instant before) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// A content that is being written. For one thread at a time.
    public final class Writer extends OutputStream {
        private final Path file;
        private final FileChannel channel;
        private final MessageDigest digest = sha256();
        private long length;
        private boolean finished;

        private Writer(Path file) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        public long length() {
            return length;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        /// @throws Problem.Full when there is no more room
        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (length / LOOK != (length + count) / LOOK && free.getAsLong() < RESERVE) {
                throw new Problem.Full(FULL);
            }
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, count);
            while (rest.hasRemaining()) {
                try {
                    length += channel.write(rest);
                } catch (IOException e) {
                    if (free.getAsLong() < RESERVE) {
                        throw new Problem.Full(FULL);
                    }
                    throw e;
                }
            }
            digest.update(bytes, offset, count);
        }

        /// The content, on the disk to its last byte.
        public StagedContent finish() throws IOException {
            channel.force(true);
            channel.close();
            finished = true;
            return new StagedContent(file, ContentHash.of(digest.digest()), length);
        }

        /// Throws away what was written, unless it is finished.
        @Override
        public void close() {
            if (finished) {
                return;
            }
            try {
                channel.close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("a staged file could not be deleted: {}", e.getClass().getSimpleName());
            }
        }
    }
}
