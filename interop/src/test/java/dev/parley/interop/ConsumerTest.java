package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ParleyProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.embedded.RedisServer;

/// A program that was written against the contract works with Parley: `consumer/`, in Node with the real `ws` and
/// `ioredis`, against the executable jar, the simulator and a real Redis.
class ConsumerTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void aConsumerOfTheContractWorksUnchanged() throws IOException, InterruptedException {
        new NpmInstall(InteropFolder.PATH).ensure();
        int redisPort = freePort();
        RedisServer redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        String redisUrl = "redis://127.0.0.1:" + redisPort;
        Map<String, String> settings = Map.of("REDIS_URL", redisUrl, "PARLEY_WEBHOOKS_ALLOW_PRIVATE", "true");
        try (ParleyProcess parley = new ParleyProcess(stage.folder("parley"), stage.simulator(), settings)) {
            Path log = stage.folder("consumer.log");
            ProcessBuilder node = new ProcessBuilder(List.of("node", "--test", "consumer/consumer.test.mjs"))
                    .directory(InteropFolder.PATH.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            node.environment()
                    .putAll(Map.of(
                            "BRIDGE_URL",
                            "http://127.0.0.1:" + parley.port(),
                            "API_KEY",
                            ParleyProcess.API_KEY,
                            "REDIS_URL",
                            redisUrl,
                            "CONTROL_URL",
                            stage.simulator().controlUrl().toString()));
            Process consumer = node.start();
            try {
                assertThat(consumer.waitFor(5, TimeUnit.MINUTES)).isTrue();
                assertThat(consumer.exitValue()).as(Files.readString(log)).isZero();
            } finally {
                consumer.destroyForcibly();
            }
        } finally {
            redis.stop();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
