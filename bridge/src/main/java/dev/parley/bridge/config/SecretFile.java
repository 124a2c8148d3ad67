package dev.parley.bridge.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/// Secrets that Parley makes for itself, one short text a file, which only the owner may read.
public final class SecretFile {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private SecretFile() {}

    /// The content of `file`; when there is none yet, `maker` makes it and it is written. When two processes do
    /// so at once, both get the same.
    public static String readOrCreate(Path file, Supplier<String> maker) {
        try {
            try {
                return Files.readString(file).strip();
            } catch (NoSuchFileException _) {
                return create(file, maker.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or write " + file, e);
        }
    }

    /// Makes a directory, and those above it, which only the owner may enter.
    public static Path ownerOnlyDirectory(Path directory) {
        try {
            return Files.createDirectories(directory, permissions("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + directory, e);
        }
    }

    private static String create(Path file, String content) throws IOException {
        Path directory = ownerOnlyDirectory(file.toAbsolutePath().resolveSibling(""));
        Path complete =
                Files.createTempFile(directory, file.getFileName().toString(), ".new", permissions("rw-------"));
        try {
            Files.writeString(complete, content + System.lineSeparator());
            // A link appears whole or not at all, and fails when somebody else was first.
            Files.createLink(file, complete);
            return content;
        } catch (FileAlreadyExistsException _) {
            return Files.readString(file).strip();
        } finally {
            Files.delete(complete);
        }
    }

    private static FileAttribute<?>[] permissions(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
