package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The agent's own tests, which Node's test runner runs.
class AgentUnitIT {
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void passes() throws IOException, InterruptedException {
        new NpmInstall(InteropFolder.PATH).ensure();
        Process npm = new ProcessBuilder(List.of("npm", "test", "--silent"))
                .directory(InteropFolder.PATH.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(npm.waitFor()).as(output).isZero();
        assertThat(output).contains("# fail 0").doesNotContain("# pass 0");
    }
}
