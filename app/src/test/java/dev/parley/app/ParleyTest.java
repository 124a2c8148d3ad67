package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParleyTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void theBridgeAloneSaysInOneLineWhatItLacks() {
        int exitCode = run("bridge", "--database.url=postgresql://localhost/parley");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Missing required env var: WHATSAPP_BRIDGE_API_KEY");
        assertThat(out.size()).isZero();
    }

    @Test
    void anUnreachableDatabaseIsSaidInOneLine() {
        int exitCode = run(
                "bridge",
                "--whatsapp.bridge.api.key=k",
                "--whatsapp.bridge.port=0",
                "--parley.data.dir=" + directory,
                "--database.url=postgresql://ada:hush@127.0.0.1:1/parley");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("Parley could not start: ")
                .contains("127.0.0.1:1")
                .doesNotContain("hush", "Exception");
    }

    @Test
    void readsTheFileDotEnvOfTheWorkingDirectory() throws Exception {
        Files.writeString(directory.resolve(".env"), "WHATSAPP_BRIDGE_API_KEY=k\n");
        Process bridge = java("bridge").directory(directory.toFile()).start();

        assertThat(bridge.errorReader(StandardCharsets.UTF_8).lines())
                .containsExactly("Missing required env var: DATABASE_URL");
        assertThat(bridge.waitFor()).isEqualTo(1);
    }

    @Test
    void anotherParleyInTheSameDirectoryIsRefused() throws Exception {
        try (DataDirectory held = DataDirectory.hold(directory)) {
            assertThat(held).isNotNull();
            // Another process; in this one the lock would be an error of the program.
            Process other = java("start", "--parley.data.dir=" + directory).start();

            assertThat(other.errorReader(StandardCharsets.UTF_8).lines())
                    .containsExactly("Another Parley is using the data directory " + directory.toAbsolutePath());
            assertThat(other.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void tellsTheCommandsWhenThereIsNone() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("dance")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("start", "demo", "bridge", "simulator");
    }

    private static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.parley.app.Parley"));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().keySet().removeIf(name -> name.startsWith("WHATSAPP_") || name.equals("DATABASE_URL"));
        return process;
    }

    private int run(String... arguments) {
        return Parley.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
