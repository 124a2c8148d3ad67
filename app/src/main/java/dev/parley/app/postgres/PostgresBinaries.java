package dev.parley.app.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked from the jar that carries them for this kind of machine.
final class PostgresBinaries {
    private static final int HASH_DIGITS = 16;
    private static final int EXECUTABLE = 0100;

    private PostgresBinaries() {}

    /// Unpacks them below `directory` unless they are there; returns where they are, with `bin` in it. Other
    /// versions' are removed.
    static Path unpack(Path directory) throws IOException {
        byte[] archive = archive();
        Path complete = directory.resolve("programs-" + hash(archive));
        if (!Files.isDirectory(complete)) {
            Files.createDirectories(directory);
            removeOlder(directory);
            Path partial = Files.createTempDirectory(directory, "unpacking-");
            extract(archive, partial);
            // Complete or not there at all, whenever this process dies.
            Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
        }
        return complete;
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = system.startsWith("windows") ? "windows" : system.startsWith("mac") ? "darwin" : "linux";
        try (InputStream archive =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(name, System.getProperty("os.arch"))) {
            return archive.readAllBytes();
        }
    }

    private static String hash(byte[] archive) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(archive))
                    .substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void extract(byte[] archive, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                extract(tar, entry, into.resolve(entry.getName()).normalize());
                entry = tar.getNextEntry();
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        try {
            Files.copy(tar, file);
        } catch (FileAlreadyExistsException _) {
            return;
        }
        if ((entry.getMode() & EXECUTABLE) != 0
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void removeOlder(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.toList()) {
                String name = String.valueOf(child.getFileName());
                if (name.startsWith("programs-") || name.startsWith("unpacking-")) {
                    remove(child);
                }
            }
        }
    }

    static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
