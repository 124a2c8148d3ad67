package dev.parley.app;

import dev.parley.bridge.config.ConfigException;
import dev.parley.bridge.config.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The executable jar: `start`, `demo`, `bridge`, `simulator`. Prints one line when ready and runs until it is
/// told to stop (SIGINT, SIGTERM); then it stops the web server, the sessions and the database, in that order.
public final class Parley {
    private static final Logger LOG = LoggerFactory.getLogger(Parley.class);
    private static final String USAGE = """
            Usage: parley <command>
              start                    everything in one process
              demo                     the same with a WhatsApp simulator and some people in it: no phone needed
              bridge                   the bridge alone; needs DATABASE_URL and WHATSAPP_BRIDGE_API_KEY
              simulator [--port 9000]  the WhatsApp simulator alone
              rotate-key               encrypts all credentials and keys under a new master key; stop Parley before
            Settings are environment variables, or lines of a file .env; see the README.""";
    private static final int WRONG_USAGE = 2;

    private Parley() {}

    public static void main(String[] arguments) throws InterruptedException {
        int exitCode = run(List.of(arguments), System.out, System.err);
        if (exitCode >= 0) {
            System.exit(exitCode);
        }
        // The hook that stops everything ends the process, too.
        new CountDownLatch(1).await();
    }

    /// @return the exit code when there is nothing left to run; below 0 when something is running now
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Running running = new Running();
        try {
            Settings settings = Settings.read(plain(arguments), Path.of(""));
            settings.parsed("PARLEY_LOG_FORMAT", Parley::logFormat, "must be text or json");
            Commands commands = new Commands(settings, new SecureRandom(), running);
            Optional<Supplier<String>> command = command(commands, arguments);
            if (command.isEmpty()) {
                err.println(USAGE);
                return WRONG_USAGE;
            }
            String ready = command.get().get();
            if (running.isEmpty()) {
                // It is done already.
                out.println(ready);
                return 0;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
            out.println(ready);
            return -1;
        } catch (ConfigException e) {
            err.println(e.getMessage());
        } catch (RuntimeException e) {
            LOG.debug("the start failed", e);
            err.println("Parley could not start: " + StartFailure.words(e));
        }
        running.close();
        return 1;
    }

    private static Optional<Supplier<String>> command(Commands commands, List<String> arguments) {
        return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "start" -> Optional.of(commands::start);
            case "demo" -> Optional.of(commands::demo);
            case "bridge" -> Optional.of(commands::bridge);
            case "rotate-key" -> Optional.of(commands::rotateKey);
            case "simulator" -> Optional.of(commands::simulator);
            default -> Optional.empty();
        };
    }

    /// logback.xml reads the variable itself, before there are settings; here it is only checked.
    private static String logFormat(String text) {
        if (!text.equals("text") && !text.equals("json")) {
            throw new IllegalArgumentException("no format");
        }
        return text;
    }

    /// `simulator --port 9000` says the same as `PARLEY_SIMULATOR_PORT=9000`, and more loudly.
    private static List<String> plain(List<String> arguments) {
        boolean port = arguments.size() == 3
                && arguments.getFirst().equals("simulator")
                && arguments.get(1).equals("--port");
        return port ? List.of("--parley.simulator.port=" + arguments.getLast()) : arguments;
    }
}
