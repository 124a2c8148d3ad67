package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A simulator of its own for each test, and the Baileys agents that were started on it, ended with the test. What the
/// agents keep stays in `target/agents/` afterwards, for whoever looks for a fault.
final class Stage implements BeforeEachCallback, AfterEachCallback {
    private static final Path AGENTS = InteropFolder.PATH.resolve("target/agents");
    private static final long FIRST_NUMBER = 15550001001L;

    private final Simulator simulator = Simulator.builder().build();
    private final Deque<BaileysAgent> agents = new ArrayDeque<>();
    private Path folder = AGENTS;

    @Override
    public void beforeEach(ExtensionContext context) {
        try {
            Files.createDirectories(AGENTS);
            String test = context.getRequiredTestClass().getSimpleName() + "-"
                    + context.getRequiredTestMethod().getName() + "-";
            folder = Files.createTempDirectory(AGENTS, test);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        simulator.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        agents.forEach(BaileysAgent::close);
        simulator.close();
    }

    Simulator simulator() {
        return simulator;
    }

    /// A new account with a simulated phone, under the next invented number.
    SimulatedPhone phone(String name) {
        long number = FIRST_NUMBER + simulator.phones().size();
        return simulator.createPhone(Long.toString(number), name);
    }

    /// A Baileys client that is not linked yet or, when one of that name was here before, goes on as that one.
    BaileysAgent agent(String name) {
        BaileysAgent agent = BaileysAgent.start(
                folder.resolve(name),
                simulator.webSocketUrl().toString(),
                HexFormat.of().formatHex(simulator.rootKey()));
        agents.push(agent);
        return agent;
    }

    /// A Baileys client of that name, linked to the account of that phone and online.
    BaileysAgent linked(String name, SimulatedPhone phone) {
        BaileysAgent agent = agent(name);
        phone.scan(agent.awaitQr());
        agent.awaitOpen();
        return agent;
    }
}
