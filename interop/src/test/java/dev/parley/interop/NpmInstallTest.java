package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmInstallTest {
    private static final String LOCK = """
            {
              "name": "empty",
              "lockfileVersion": 3,
              "requires": true,
              "packages": { "": { "name": "empty" } }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void installsOnceForEachLock() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{ \"name\": \"empty\" }");
        Files.writeString(folder.resolve("package-lock.json"), LOCK);
        NpmInstall install = new NpmInstall(folder);

        assertThat(install.isCurrent()).isFalse();
        install.ensure();
        assertThat(install.isCurrent()).isTrue();

        Files.writeString(folder.resolve("package-lock.json"), LOCK + "\n");
        assertThat(install.isCurrent()).isFalse();
    }
}
