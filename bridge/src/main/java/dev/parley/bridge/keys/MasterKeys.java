package dev.parley.bridge.keys;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.ConfigException;
import dev.parley.bridge.config.Secret;
import dev.parley.bridge.config.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;

/// The present master key and the one that is to replace it: configured, or in files of the data directory.
final class MasterKeys {
    private final BridgeConfig config;
    private final Optional<Secret> newKey;
    private final SecureRandom random;

    MasterKeys(BridgeConfig config, Optional<Secret> newKey, SecureRandom random) {
        this.config = config;
        this.newKey = newKey;
        this.random = random;
    }

    MasterKey present() {
        if (config.encryptionKey().isEmpty() && !Files.exists(MasterKey.file(config))) {
            throw new ConfigException("There is no master key yet: " + MasterKey.file(config) + " does not exist");
        }
        return MasterKey.of(config, random);
    }

    /// The same one each time until [#replace()].
    MasterKey next() {
        if (newKey.isPresent()) {
            return MasterKey.of(newKey.get());
        }
        if (config.encryptionKey().isPresent()) {
            throw new ConfigException("Missing required env var: PARLEY_NEW_ENCRYPTION_KEY");
        }
        return MasterKey.in(nextFile(), random);
    }

    /// Puts the new key in the old one's place, in one step that a crash leaves done or not done. A
    /// configured key is its owner's to replace.
    void replace() {
        if (config.encryptionKey().isPresent()) {
            return;
        }
        try {
            if (newKey.isPresent()) {
                SecretFile.readOrCreate(nextFile(), () -> MasterKey.text(newKey.get()));
            }
            sync(nextFile());
            Files.move(nextFile(), MasterKey.file(config), StandardCopyOption.ATOMIC_MOVE);
            sync(MasterKey.file(config).toAbsolutePath().resolveSibling(""));
        } catch (IOException e) {
            throw new UncheckedIOException("the new master key is in " + nextFile() + " and could not be moved", e);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path nextFile() {
        Path file = MasterKey.file(config);
        return file.resolveSibling(file.getFileName() + ".next");
    }
}
