package dev.parley.benchmarks;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.testkit.ParleyProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Texts accepted through REST and sent: by one session that eight callers use at once, all of them writing to one
/// person; one text at a time; and by a hundred sessions. The simulator and its phones run in this process and take
/// their share of the machine.
final class OutboundTexts implements Benchmark {
    private static final int WARM_UP = 500;
    private static final int TEXTS = 3000;
    private static final int CALLERS = 8;
    private static final int ALONE = 200;
    private static final int SESSIONS = 100;
    private static final int TEXTS_A_SESSION = 20;
    private static final long FIRST_NUMBER = 15550020000L;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// Somebody who writes.
    private record Sender(String session, String name) {}

    @Override
    public String name() {
        return "text-outbound";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder().build().start();
                ParleyProcess parley = new ParleyProcess(folder, simulator)) {
            SimulatedPhone ben = simulator.createPhone("15550002222", "Ben");
            Sender ada = link(simulator, parley, 0);
            send(parley, List.of(ada), ben, "warm-up", WARM_UP, CALLERS);
            List<String> lines = new ArrayList<>();
            lines.add("one session, %d callers: %s"
                    .formatted(CALLERS, send(parley, List.of(ada), ben, "many", TEXTS, CALLERS)));
            lines.add("one text at a time: " + alone(parley, ada, ben));
            List<Sender> senders = new ArrayList<>();
            try (ExecutorService linking = Executors.newFixedThreadPool(CALLERS)) {
                List<Future<Sender>> links = new ArrayList<>();
                for (int i = 1; i <= SESSIONS; i++) {
                    int number = i;
                    links.add(linking.submit(() -> link(simulator, parley, number)));
                }
                for (Future<Sender> link : links) {
                    senders.add(link.get());
                }
            }
            lines.add("%d sessions, a caller each: %s"
                    .formatted(SESSIONS, send(parley, senders, ben, "hundred", SESSIONS * TEXTS_A_SESSION, SESSIONS)));
            return lines;
        }
    }

    private static Sender link(Simulator simulator, ParleyProcess parley, int number) {
        SimulatedPhone phone = simulator.createPhone(Long.toString(FIRST_NUMBER + number), "Sender " + number);
        String session = parley.createSession("user-" + number, 1);
        phone.scan(parley.awaitQr(session));
        parley.awaitConnected(session);
        return new Sender(session, phone.name());
    }

    /// Until the last text is on the other phone.
    private static String send(
            ParleyProcess parley, List<Sender> senders, SimulatedPhone to, String what, int count, int callers)
            throws Exception {
        Duration cpu = cpu(parley);
        long start = System.nanoTime();
        List<Duration> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(callers)) {
            List<Future<Duration>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Sender sender = senders.get(i % senders.size());
                String text = what + " " + i;
                calls.add(executor.submit(() -> post(parley, sender, to, text)));
            }
            for (Future<Duration> call : calls) {
                answers.add(call.get());
            }
        }
        for (int i = Math.max(0, count - Math.max(callers, senders.size())); i < count; i++) {
            to.awaitText(what + " " + i, PATIENCE);
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return "%.0f texts a second on the other phone, answered in %s, %.2f ms of Parley's CPU a text"
                .formatted(
                        Stats.perSecond(count, time),
                        Stats.percentiles(answers),
                        Stats.millis(cpu(parley).minus(cpu)) / count);
    }

    private static String alone(ParleyProcess parley, Sender sender, SimulatedPhone to) {
        List<Duration> answers = new ArrayList<>();
        List<Duration> arrivals = new ArrayList<>();
        for (int i = 0; i < ALONE; i++) {
            long start = System.nanoTime();
            answers.add(post(parley, sender, to, "alone " + i));
            to.awaitText("alone " + i, PATIENCE);
            arrivals.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return "answered in %s, on the other phone in %s"
                .formatted(Stats.percentiles(answers), Stats.percentiles(arrivals));
    }

    private static Duration post(ParleyProcess parley, Sender sender, SimulatedPhone to, String text) {
        long start = System.nanoTime();
        Map<String, String> body = Map.of("chatId", to.phone() + "@s.whatsapp.net", "text", text);
        int status = parley.request("POST", "/sessions/" + sender.session() + "/send/text", body)
                .status();
        if (status != 200) {
            throw new IllegalStateException("send/text answered " + status);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration cpu(ParleyProcess parley) {
        return parley.handle().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
