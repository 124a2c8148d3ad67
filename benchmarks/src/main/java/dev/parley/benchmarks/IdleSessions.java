package dev.parley.benchmarks;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.testkit.ParleyProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// What connected sessions cost that do nothing: live heap after a full collection, and threads.
final class IdleSessions implements Benchmark {
    private static final List<Integer> STEPS = List.of(10, 100, 1000);
    private static final int AT_ONCE = 8;
    private static final long FIRST_NUMBER = 15550010000L;

    @Override
    public String name() {
        return "idle-sessions";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder().build().start();
                ParleyProcess parley = new ParleyProcess(folder, simulator);
                ExecutorService linking = Executors.newFixedThreadPool(AT_ONCE)) {
            List<String> lines = new ArrayList<>();
            int sessions = 0;
            long heapBefore = 0;
            int before = 0;
            for (int step : STEPS) {
                List<Future<?>> links = new ArrayList<>();
                for (; sessions < step; sessions++) {
                    int number = sessions;
                    links.add(linking.submit(() -> link(simulator, parley, number)));
                }
                for (Future<?> link : links) {
                    link.get();
                }
                long heap = liveHeap(parley);
                String each = before == 0
                        ? ""
                        : ", %.0f KiB for each of the last %d"
                                .formatted((heap - heapBefore) / 1024.0 / (step - before), step - before);
                lines.add("%d sessions: %.1f MiB of live heap%s, %d platform threads"
                        .formatted(step, heap / 1024.0 / 1024, each, threads(parley)));
                heapBefore = heap;
                before = step;
            }
            return lines;
        }
    }

    private static void link(Simulator simulator, ParleyProcess parley, int number) {
        SimulatedPhone phone = simulator.createPhone(Long.toString(FIRST_NUMBER + number), "Phone " + number);
        String session = parley.createSession("user-" + number, 1);
        phone.scan(parley.awaitQr(session));
        parley.awaitConnected(session);
    }

    /// What `jcmd` counts after the full collection that it makes.
    private static long liveHeap(ParleyProcess parley) throws IOException, InterruptedException {
        long bytes = 0;
        for (int i = 0; i < 2; i++) {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(parley.handle().pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader output = jcmd.inputReader(StandardCharsets.UTF_8)) {
                bytes = output.lines()
                        .filter(line -> line.startsWith("Total"))
                        .map(line -> line.trim().split(" +", -1)[2])
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("jcmd gave no total"));
            }
            jcmd.waitFor();
        }
        return bytes;
    }

    private static long threads(ParleyProcess parley) throws IOException {
        try (Stream<Path> tasks =
                Files.list(Path.of("/proc", Long.toString(parley.handle().pid()), "task"))) {
            return tasks.count();
        }
    }
}
