package dev.parley.benchmarks;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.testkit.ParleyProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Texts that one session receives, commits and acknowledges. The simulator and its phones run in this process and take
/// their share of the machine.
final class TextThroughput implements Benchmark {
    private static final int WARM_UP = 500;
    private static final int TEXTS = 3000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "text-throughput";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder().build().start();
                ParleyProcess parley = new ParleyProcess(folder, simulator)) {
            SimulatedPhone ada = simulator.createPhone("15550001111", "Ada");
            SimulatedPhone ben = simulator.createPhone("15550002222", "Ben");
            String session = parley.createSession("user", 1);
            ada.scan(parley.awaitQr(session));
            parley.awaitConnected(session);
            receive(ada, ben, "warm-up", WARM_UP);

            List<String> lines = new ArrayList<>();
            Duration cpu = cpu(parley);
            Duration time = receive(ada, ben, "in", TEXTS);
            lines.add(line("received", time, cpu(parley).minus(cpu)));
            return lines;
        }
    }

    /// From the first text to the last delivery receipt, which follows the commit.
    private static Duration receive(SimulatedPhone ada, SimulatedPhone ben, String what, int count) {
        long start = System.nanoTime();
        String last = "";
        for (int i = 0; i < count; i++) {
            last = ben.send(ada.phone(), what + " " + i);
        }
        String id = last;
        ben.awaitReceipt(receipt -> receipt.device() != 0 && receipt.messageId().equals(id), PATIENCE);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String line(String what, Duration time, Duration cpu) {
        return "%s: %.0f texts a second, %.2f ms of Parley's CPU a text (without PostgreSQL's)"
                .formatted(what, Stats.perSecond(TEXTS, time), Stats.millis(cpu) / TEXTS);
    }

    private static Duration cpu(ParleyProcess parley) {
        return parley.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
