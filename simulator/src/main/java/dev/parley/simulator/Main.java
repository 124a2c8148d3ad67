package dev.parley.simulator;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Starts a simulator on its own: `--port 9000` is the default.
public final class Main {
    private static final int DEFAULT_PORT = 9000;
    private static final int LARGEST_PORT = 65_535;

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        Simulator simulator =
                Simulator.builder().port(port(List.of(args))).build().start();
        System.out.println("Simulator: " + simulator.webSocketUrl() + "  control: " + simulator.controlUrl()
                + "  root key: " + HexFormat.of().formatHex(simulator.rootKey()));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            simulator.close();
            stopped.countDown();
        }));
        stopped.await();
    }

    private static int port(List<String> args) {
        if (args.isEmpty()) {
            return DEFAULT_PORT;
        }
        if (args.size() == 2 && args.getFirst().equals("--port") && args.get(1).matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(args.get(1));
            if (port <= LARGEST_PORT) {
                return port;
            }
        }
        System.err.println("Usage: simulator [--port 0..65535]");
        System.exit(2);
        throw new IllegalStateException("unreachable");
    }
}
