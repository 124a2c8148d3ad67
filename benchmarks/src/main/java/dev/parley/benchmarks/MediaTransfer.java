package dev.parley.benchmarks;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// A document of 100 MB up and down: time, and the peak of the engine's heap above what it has before. The engine runs
/// in a process of its own ([MediaTransferProcess]); the simulator runs in this one and takes its share of the machine.
final class MediaTransfer implements Benchmark {
    private static final int MEGABYTES = 100;
    private static final int CHUNK = 1_000_000;

    @Override
    public String name() {
        return "media";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        Path document = document(folder);
        try (Simulator simulator = Simulator.builder().build().start()) {
            SimulatedPhone phone = simulator.createPhone("15550001111", "Ada");
            Path ca = Files.writeString(folder.resolve("media-ca.pem"), simulator.mediaCaPem());
            Process engine = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            launcher(),
                            MediaTransferProcess.ARGUMENT,
                            simulator.webSocketUrl().toString(),
                            HexFormat.of().formatHex(simulator.rootKey()),
                            ca.toString(),
                            document.toString(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("engine.log").toFile()))
                    .start();
            return results(engine, phone);
        }
    }

    /// In the executable jar the main class is its loader's.
    private static String launcher() {
        return MediaTransfer.class.getResource("/org/springframework/boot/loader/launch/JarLauncher.class") == null
                ? Benchmarks.class.getName()
                : "org.springframework.boot.loader.launch.JarLauncher";
    }

    private static List<String> results(Process engine, SimulatedPhone phone) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = engine.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("QR ")) {
                    phone.scan(line.substring("QR ".length()));
                } else {
                    lines.add(line);
                }
            }
        } finally {
            engine.destroy();
        }
        return lines;
    }

    private static Path document(Path folder) throws IOException {
        Path file = folder.resolve("document");
        byte[] chunk = new byte[CHUNK];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < MEGABYTES; i++) {
                random.nextBytes(chunk);
                out.write(chunk);
            }
        }
        return file;
    }

    static boolean same(Path one, InputStream other) throws IOException {
        try (InputStream first = Files.newInputStream(one)) {
            byte[] a = new byte[CHUNK];
            byte[] b = new byte[CHUNK];
            while (true) {
                int read = first.readNBytes(a, 0, a.length);
                if (other.readNBytes(b, 0, b.length) != read || !Arrays.equals(a, 0, read, b, 0, read)) {
                    return false;
                }
                if (read == 0) {
                    return true;
                }
            }
        }
    }
}
