package dev.parley.bridge.media;

import dev.parley.bridge.config.BridgeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where files lie in the data directory. All on one file system, so that a content becomes one of the store's by being
/// moved.
public final class MediaFolders {
    private MediaFolders() {}

    /// What the store keeps.
    static Path contents(BridgeConfig config) {
        return media(config).resolve("contents");
    }

    /// What is to be kept and is not whole yet.
    static Path incoming(BridgeConfig config) {
        return media(config).resolve("incoming");
    }

    /// Encrypted files on their way from and to WhatsApp; made when it is missing. The engine leaves nothing
    /// in it.
    public static Path inTransit(BridgeConfig config) {
        return made(media(config).resolve("transit"));
    }

    /// Bodies of requests while they are read; made when it is missing.
    public static Path uploads(BridgeConfig config) {
        return made(media(config).resolve("uploads"));
    }

    /// Nobody but the owner may look into it.
    private static Path media(BridgeConfig config) {
        Path folder = made(config.dataDirectory().toAbsolutePath().resolve("media"));
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder;
        } catch (UnsupportedOperationException _) {
            // A system without such rights; the data directory's own count.
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
