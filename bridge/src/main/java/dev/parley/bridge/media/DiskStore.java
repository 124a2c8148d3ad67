package dev.parley.bridge.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.function.Consumer;

/// Contents as files of one folder, in two levels of folders named by the first four digits: 65,536 of them keep each
/// small. A content appears under its name in one step, after all its bytes are on the disk.
final class DiskStore implements MediaStore {
    private final Path folder;

    /// @param folder on the file system that contents are staged on; made when it is missing
    DiskStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(StagedContent content) throws IOException {
        Path file = file(content.hash());
        if (has(content.hash())) {
            return;
        }
        Path parent = Files.createDirectories(folder(content.hash()));
        Files.move(content.path(), file, StandardCopyOption.ATOMIC_MOVE);
        force(parent);
    }

    @Override
    public boolean has(ContentHash hash) {
        return Files.exists(file(hash));
    }

    /// A name is on the disk when its folder is. Systems that cannot open a folder keep names in another way.
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Windows; there the journal does it.
        }
    }

    @Override
    public InputStream open(ContentHash hash, long from) throws IOException {
        FileChannel channel = FileChannel.open(file(hash), StandardOpenOption.READ);
        try {
            return Channels.newInputStream(channel.position(from));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public LocalFile local(ContentHash hash) throws IOException {
        Path file = file(hash);
        if (!has(hash)) {
            throw new NoSuchFileException(hash.hex());
        }
        return new InPlace(file);
    }

    private record InPlace(Path path) implements LocalFile {
        @Override
        public void close() {
            // It stays where it is.
        }
    }

    @Override
    public void delete(ContentHash hash) throws IOException {
        Files.deleteIfExists(file(hash));
    }

    @Override
    public void each(Instant before, Consumer<ContentHash> action) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (ContentHash.isOne(name)
                        && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                    action.accept(new ContentHash(name));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Deleted while the folder was read.
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path file(ContentHash hash) {
        return folder(hash).resolve(hash.hex());
    }

    private Path folder(ContentHash hash) {
        return folder.resolve(hash.hex().substring(0, 2)).resolve(hash.hex().substring(2, 4));
    }
}
