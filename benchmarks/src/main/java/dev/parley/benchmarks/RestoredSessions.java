package dev.parley.benchmarks;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.testkit.ParleyProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How long it takes after a restart until all linked sessions are connected, and the API's answers meanwhile.
final class RestoredSessions implements Benchmark {
    private static final int SESSIONS = 100;
    private static final int LINKED_AT_ONCE = 8;
    private static final long FIRST_NUMBER = 15550030000L;

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder().build().start();
                ParleyProcess parley = new ParleyProcess(folder, simulator);
                ExecutorService linking = Executors.newFixedThreadPool(LINKED_AT_ONCE)) {
            List<Future<String>> links = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int number = i;
                links.add(linking.submit(() -> link(simulator, parley, number)));
            }
            List<String> sessions = new ArrayList<>();
            for (Future<String> link : links) {
                sessions.add(link.get());
            }
            long stopped = System.nanoTime();
            parley.restart();
            long ready = System.nanoTime();
            int answers = 0;
            long slowest = 0;
            for (String session : sessions) {
                while (true) {
                    long asked = System.nanoTime();
                    boolean connected = parley.status(session).text("status").equals("connected");
                    slowest = Math.max(slowest, System.nanoTime() - asked);
                    answers++;
                    if (connected) {
                        break;
                    }
                    Thread.sleep(ParleyProcess.GLANCE);
                }
            }
            long done = System.nanoTime();
            return List.of(
                    "%d sessions: all connected %.1f s after Parley was ready, which took %.1f s of stopping and starting"
                            .formatted(SESSIONS, (done - ready) / 1e9, (ready - stopped) / 1e9),
                    "%d answers meanwhile, the slowest after %.0f ms".formatted(answers, slowest / 1e6));
        }
    }

    private static String link(Simulator simulator, ParleyProcess parley, int number) {
        SimulatedPhone phone = simulator.createPhone(Long.toString(FIRST_NUMBER + number), "Phone " + number);
        String session = parley.createSession("user-" + number, 1);
        phone.scan(parley.awaitQr(session));
        parley.awaitConnected(session);
        return session;
    }
}
