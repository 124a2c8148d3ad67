package dev.parley.benchmarks;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.history.BlobSource;
import dev.parley.whatsapp.client.history.HistoryImport;
import dev.parley.whatsapp.client.history.HistoryLimits;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The process that [HistoryDecoding] measures: reads the parts in a folder and prints how it went.
final class HistoryReading implements EventConsumer {
    static final String ARGUMENT = "--read-history";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int FIRST = 50;
    private static final int ROUNDS = 5;

    private final long start = System.nanoTime();
    private final Set<Jid> chats = new HashSet<>();
    private int messages;
    private long firstChats;

    static void run(Path folder) throws IOException {
        List<Path> parts;
        try (Stream<Path> files = Files.list(folder)) {
            parts = files.sorted().toList();
        }
        System.gc();
        long before = used();
        for (int round = 1; round <= ROUNDS; round++) {
            pools().forEach(MemoryPoolMXBean::resetPeakUsage);
            long cpuBefore = THREADS.getCurrentThreadCpuTime();
            HistoryReading reading = new HistoryReading();
            reading.read(parts);
            double seconds = (System.nanoTime() - reading.start) / 1e9;
            double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpuBefore) / 1e9;
            System.out.printf(
                    "round %d: %,d messages in %.2f s, %,.0f a second (%,.0f a second of processor time); the first %d"
                            + " chats were there after %.2f s%n",
                    round,
                    reading.messages,
                    seconds,
                    reading.messages / seconds,
                    reading.messages / cpuSeconds,
                    FIRST,
                    (reading.firstChats - reading.start) / 1e9);
        }
        long peak = pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.out.printf(
                "peak of the heap, garbage included: %.1f MiB above the %.1f MiB of before, of %.0f MiB%n",
                (peak - before) / 1048576.0,
                before / 1048576.0,
                Runtime.getRuntime().maxMemory() / 1048576.0);
    }

    private void read(List<Path> parts) throws IOException {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        Vault vault = new Vault(new InMemoryDeviceStore());
        vault.update(records -> records.credentials()
                .write(Credentials.generate(random)
                        .withAccount(new Account(
                                Jid.pn("15550001111").withDevice(1),
                                Jid.lid("100000000000001").withDevice(1),
                                ADVSignedDeviceIdentity.getDefaultInstance(),
                                "android",
                                true))));
        for (Path part : parts) {
            new HistoryImport(
                            vault,
                            this,
                            new IdentityMerger(this),
                            new PrivacyTokens(vault, new Link(), Runnable::run, clock),
                            HistoryLimits.DEFAULT,
                            _ -> true)
                    .run(new FileBlob(part));
        }
    }

    @Override
    public void store(StoredEvent event) {
        switch (event) {
            case StoredEvent.HistoryMessagesArrived arrived ->
                messages += arrived.messages().size();
            case StoredEvent.HistoryChatArrived(HistoryChat chat) -> {
                if (chats.add(chat.chat().person().preferred()) && chats.size() == FIRST) {
                    firstChats = System.nanoTime();
                }
            }
            default -> {
                // Only those are counted.
            }
        }
    }

    @Override
    public void state(StateEvent event) {
        // There is no connection.
    }

    private static Stream<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static long used() {
        return pools().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    }

    private record FileBlob(Path path) implements BlobSource.Blob {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public void close() {
            // The folder's owner deletes it.
        }
    }
}
