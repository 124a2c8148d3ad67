package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.media.DecryptedMedia;
import dev.parley.whatsapp.media.MediaType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is larger than the whole heap goes up and down. The engine runs in a process of its own for it, which
/// ends at the first allocation that finds no place.
class BoundedHeapTest {
    private static final String HEAP = "-Xmx40m";
    private static final String BUFFERS = "-XX:MaxDirectMemorySize=8m";
    private static final long LENGTH = 48 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String DONE = "done";

    @Test
    void bringsAFileUpAndDownThatIsLargerThanTheHeap(@TempDir Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder().build().start()) {
            SimulatedPhone phone = simulator.createPhone("15550001111", "Ada");
            Path ca = Files.writeString(folder.resolve("ca.pem"), simulator.mediaCaPem());
            Path log = folder.resolve("log");
            Process engine = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            HEAP,
                            BUFFERS,
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Engine.class.getName(),
                            simulator.webSocketUrl().toString(),
                            HexFormat.of().formatHex(simulator.rootKey()),
                            ca.toString(),
                            folder.toString())
                    .redirectError(log.toFile())
                    .start();
            try (BufferedReader output = engine.inputReader(StandardCharsets.UTF_8)) {
                String last = "";
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    last = line;
                    if (line.startsWith("QR ")) {
                        phone.scan(line.substring("QR ".length()));
                    }
                }
                assertThat(engine.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(last).as(() -> logged(log)).isEqualTo(DONE);
                assertThat(engine.exitValue()).isZero();
            } finally {
                engine.destroyForcibly();
            }
        }
    }

    private static String logged(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// The process with the small heap.
    static final class Engine {
        private Engine() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            CountDownLatch connected = new CountDownLatch(1);
            WhatsAppConfig config = WhatsAppConfig.whatsApp("Parley")
                    .at(URI.create(arguments[0]), PublicKey.of(HexFormat.of().parseHex(arguments[1])))
                    .withMediaCa(Files.readString(Path.of(arguments[2])))
                    .withMediaFolder(Path.of(arguments[3]));
            try (WhatsApp whatsApp = WhatsApp.create(config);
                    WhatsAppClient client = whatsApp.client(new InMemoryDeviceStore(), new Linking(connected))) {
                client.connect();
                if (!connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("not connected");
                }
                UploadedMedia uploaded = client.media().upload(MediaType.DOCUMENT, () -> new Zeros(LENGTH));
                DecryptedMedia found =
                        client.media().download(uploaded.remote(), Media.MAX_LENGTH, OutputStream.nullOutputStream());
                if (found.fileLength() != LENGTH
                        || !found.fileSha256().equals(uploaded.media().fileSha256())) {
                    throw new IllegalStateException("another file came back");
                }
            }
            System.out.println(DONE);
            System.exit(0);
        }
    }

    private record Linking(CountDownLatch connected) implements EventConsumer {
        @Override
        public void store(StoredEvent event) {
            // Nothing that is sent here matters.
        }

        @Override
        public void state(StateEvent event) {
            if (event instanceof StateEvent.QrCode code) {
                System.out.println("QR " + code.text());
            }
            if (event instanceof StateEvent.Connected) {
                connected.countDown();
            }
        }
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            Arrays.fill(bytes, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }
}
