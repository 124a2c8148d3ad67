package dev.parley.benchmarks;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.WhatsApp;
import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The engine alone in a process, which links itself, brings a document up and down, and prints what that took.
final class MediaTransferProcess {
    static final String ARGUMENT = "media-transfer-process";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int WARM_UP = 1 << 20;
    private static final double MEBIBYTE = 1024.0 * 1024;

    private MediaTransferProcess() {}

    /// @param arguments WebSocket address, root key, media authority's file, document, folder for files on their way
    static void run(List<String> arguments) throws IOException, InterruptedException {
        Path document = Path.of(arguments.get(3));
        WhatsAppConfig config = WhatsAppConfig.whatsApp("Benchmark")
                .at(URI.create(arguments.get(0)), PublicKey.of(HexFormat.of().parseHex(arguments.get(1))))
                .withMediaCa(Files.readString(Path.of(arguments.get(2))))
                .withMediaFolder(Path.of(arguments.get(4)));
        CountDownLatch connected = new CountDownLatch(1);
        try (WhatsApp whatsApp = WhatsApp.create(config);
                WhatsAppClient client = whatsApp.client(new InMemoryDeviceStore(), new Linking(connected))) {
            client.connect();
            if (!connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not connected within " + PATIENCE);
            }
            transfer(client.media(), document);
        }
    }

    private static void transfer(Media media, Path document) throws IOException {
        // Loads the classes, which take place too.
        UploadedMedia small = media.upload(MediaType.DOCUMENT, MediaSource.of(new byte[WARM_UP]));
        media.open(small.remote(), Media.MAX_LENGTH).close();

        long before = settledHeap();
        long start = System.nanoTime();
        UploadedMedia uploaded = media.upload(MediaType.DOCUMENT, MediaSource.of(document));
        print("up", start, before, document);

        before = settledHeap();
        start = System.nanoTime();
        try (InputStream content = media.open(uploaded.remote(), Media.MAX_LENGTH)) {
            if (!MediaTransfer.same(document, content)) {
                throw new IllegalStateException("another document came back");
            }
        }
        print("down, verified and compared", start, before, document);
    }

    private static void print(String what, long start, long before, Path document) throws IOException {
        double seconds = (System.nanoTime() - start) / 1e9;
        double megabytes = Files.size(document) / 1e6;
        System.out.println("%.0f MB %s: %.1f s (%.0f MB/s), heap peak %.1f MiB above the %.1f MiB before"
                .formatted(
                        megabytes,
                        what,
                        seconds,
                        megabytes / seconds,
                        (peakHeap() - before) / MEBIBYTE,
                        before / MEBIBYTE));
    }

    /// What lives after a full collection; the peak counts from here.
    private static long settledHeap() {
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        return heapPools().stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    }

    /// Garbage included, and the pools' peaks added up as if they had come together: an upper bound.
    private static long peakHeap() {
        return heapPools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private record Linking(CountDownLatch connected) implements EventConsumer {
        @Override
        public void store(StoredEvent event) {
            // Nothing that is sent here matters.
        }

        @Override
        public void state(StateEvent event) {
            switch (event) {
                case StateEvent.QrCode code -> System.out.println("QR " + code.text());
                case StateEvent.Connected _ -> connected.countDown();
                default -> {
                    // Not waited for.
                }
            }
        }
    }
}
