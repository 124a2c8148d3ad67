package dev.parley.benchmarks;

import dev.parley.simulator.Simulator;
import dev.parley.testkit.ParleyProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// From `POST /sessions` to the code that can be scanned.
final class QrLatency implements Benchmark {
    private static final int WARM_UP = 10;
    private static final int ROUNDS = 30;

    @Override
    public String name() {
        return "qr-latency";
    }

    @Override
    public List<String> run(Path folder) {
        try (Simulator simulator = Simulator.builder().build().start();
                ParleyProcess parley = new ParleyProcess(folder, simulator)) {
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < WARM_UP + ROUNDS; i++) {
                long start = System.nanoTime();
                String session = parley.createSession("user-" + i, 1);
                parley.awaitQr(session);
                if (i >= WARM_UP) {
                    times.add(Duration.ofNanos(System.nanoTime() - start));
                }
                parley.delete(session);
            }
            return List.of("POST /sessions to the QR code: " + Stats.summary(times) + " (the status is asked for every "
                    + ParleyProcess.GLANCE.toMillis() + " ms)");
        }
    }
}
