package dev.parley.app.postgres;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs PostgreSQL's programs and waits for them.
final class PostgresPrograms {
    private final Path home;
    private final Path log;

    /// @param home with `bin` in it
    /// @param log where the programs write what they have to say
    PostgresPrograms(Path home, Path log) {
        this.home = home;
        this.log = log;
    }

    /// @throws IOException when the program fails or takes longer than `atMost`
    void run(Duration atMost, String program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(program + " took longer than " + atMost.toSeconds() + " s; see " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " failed: " + lastLine());
        }
    }

    private String lastLine() throws IOException {
        String[] lines = Files.readString(log, StandardCharsets.UTF_8).strip().split("\n", -1);
        return lines[lines.length - 1].strip() + " (see " + log + ")";
    }
}
