package dev.parley.simulator;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Starts a simulator on its own: `--port 9000` is the default.
public final class Main {
    /// Kept here, since the logging system forgets a logger, and its level, that nobody refers to.
    private static final Logger WEB_SERVER_LOG = Logger.getLogger("io.helidon");

    private static final int DEFAULT_PORT = 9000;
    private static final int LARGEST_PORT = 65_535;

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        WEB_SERVER_LOG.setLevel(Level.OFF);
        Simulator simulator = Simulator.builder().port(port(List.of(args))).build();
        try {
            simulator.start();
        } catch (ControlException e) {
            exit(1, String.valueOf(e.getMessage()));
        }
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
        boolean wellFormed = args.size() == 2
                && args.getFirst().equals("--port")
                && args.get(1).matches("[0-9]{1,5}");
        int port = wellFormed ? Integer.parseInt(args.get(1)) : LARGEST_PORT + 1;
        if (port > LARGEST_PORT) {
            exit(2, "Usage: simulator [--port 0..65535]");
        }
        return port;
    }

    private static void exit(int status, String message) {
        System.err.println(message);
        System.exit(status);
    }
}
