package dev.parley.bridge.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A server that speaks S3's protocol, as a process: Adobe's S3Mock, which the build puts beside the test classes. What
/// is stored is gone with it. (It opens a second port for the same, which cannot be kept to loopback; nothing here
/// uses it.)
final class S3Server implements AutoCloseable {
    static final String BUCKET = "parley";
    private static final Path JAR = Path.of("target", "s3mock.jar");

    private final Process process;
    private final int port;

    S3Server() {
        port = freePort();
        try {
            Path folder = Files.createTempDirectory("parley-s3");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            JAR.toAbsolutePath().toString(),
                            "--server.ssl.enabled=false",
                            "--server.address=127.0.0.1",
                            "--server.port=" + port,
                            "--http.port=0",
                            "--vectors.http.port=0",
                            "--vectors.https.port=0",
                            "--com.adobe.testing.s3mock.store.initialBuckets=" + BUCKET)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            awaitStart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitStart() throws IOException {
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("Started S3Mock")) {
                // Read on, or its log fills the pipe and it stands still.
                Thread.ofVirtual().start(() -> drain(log));
                return;
            }
            seen.append(line).append('\n');
        }
        throw new IllegalStateException("the S3 server did not start:\n" + seen);
    }

    private static void drain(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException _) {
            // The process has ended.
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
