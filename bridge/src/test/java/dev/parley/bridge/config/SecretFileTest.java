package dev.parley.bridge.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
    @TempDir
    private Path directory;

    @Test
    void makesASecretOnceAndOnlyTheOwnerMayReadIt() throws IOException {
        Path file = directory.resolve("data/api.key");

        assertThat(SecretFile.readOrCreate(file, () -> "first")).isEqualTo("first");
        assertThat(SecretFile.readOrCreate(file, () -> "second")).isEqualTo("first");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))))
                .isEqualTo("rwx------");
    }

    @Test
    void processesThatMakeItAtOnceGetTheSame() throws Exception {
        Path file = directory.resolve("api.key");
        Callable<String> process =
                () -> SecretFile.readOrCreate(file, () -> UUID.randomUUID().toString());
        try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> secrets = processes.invokeAll(List.of(process, process, process, process));
            for (Future<String> secret : secrets) {
                assertThat(secret.get()).isEqualTo(secrets.getFirst().get());
            }
        }
        assertThat(directory).isDirectoryContaining("glob:**/api.key");
        assertThat(directory.toFile().list()).hasSize(1);
    }
}
