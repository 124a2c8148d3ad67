package dev.parley.benchmarks;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import dev.parley.testkit.ParleyProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// From a phone's sending to the event on the bridge's WebSocket, one text at a time.
final class EventLatency implements Benchmark {
    private static final int WARM_UP = 300;
    private static final int TEXTS = 1000;

    @Override
    public String name() {
        return "event-latency";
    }

    @Override
    public List<String> run(Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder().build().start();
                ParleyProcess parley = new ParleyProcess(folder, simulator);
                HttpClient http = HttpClient.newHttpClient()) {
            SimulatedPhone ada = simulator.createPhone("15550001111", "Ada");
            SimulatedPhone ben = simulator.createPhone("15550002222", "Ben");
            String session = parley.createSession("user", 1);
            ada.scan(parley.awaitQr(session));
            parley.awaitConnected(session);
            Frames frames = new Frames();
            WebSocket socket = http.newWebSocketBuilder()
                    .header("x-api-key", ParleyProcess.API_KEY)
                    .buildAsync(URI.create("ws://127.0.0.1:" + parley.port() + "/ws"), frames)
                    .join();
            var _ = socket.sendText("{\"type\":\"subscribe\",\"sessionId\":\"" + session + "\"}", true)
                    .join();
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < WARM_UP + TEXTS; i++) {
                long start = System.nanoTime();
                String text = "text " + i + ".";
                var _ = ben.send(ada.phone(), text);
                frames.await("\"wa:msg:" + session, text);
                if (i >= WARM_UP) {
                    times.add(Duration.ofNanos(System.nanoTime() - start));
                }
            }
            socket.abort();
            return List.of("a phone's send to the WebSocket event: " + Stats.percentiles(times) + " of " + TEXTS);
        }
    }

    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                frames.add(partial.toString());
                partial.setLength(0);
            }
            return WebSocket.Listener.super.onText(socket, "", last);
        }

        void await(String channel, String text) throws InterruptedException {
            while (true) {
                String frame = frames.poll(1, TimeUnit.MINUTES);
                if (frame == null) {
                    throw new IllegalStateException("no event came");
                }
                if (frame.contains(channel) && frame.contains(text)) {
                    return;
                }
            }
        }
    }
}
