package dev.parley.interop;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// One simulator for a test class, and the Baileys agents that were started on it, ended with the class. What the
/// agents kept stays in `target/agents/` afterwards, for whoever looks for a fault.
final class Stage implements BeforeAllCallback, AfterAllCallback {
    private static final Path AGENTS = InteropFolder.PATH.resolve("target/agents");
    private static final long FIRST_NUMBER = 15550001001L;
    private static final int STANZAS = 10_000;

    private final Simulator simulator =
            Simulator.builder().stanzaLogLimit(STANZAS).build();
    private final Deque<BaileysAgent> agents = new ArrayDeque<>();
    private final Deque<Engine> engines = new ArrayDeque<>();
    private Path folder = AGENTS;

    @Override
    public void beforeAll(ExtensionContext context) {
        try {
            Files.createDirectories(AGENTS);
            folder = Files.createTempDirectory(AGENTS, context.getDisplayName() + "-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        simulator.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        engines.forEach(Engine::close);
        agents.forEach(BaileysAgent::close);
        simulator.close();
    }

    Simulator simulator() {
        return simulator;
    }

    /// A folder of this run for whoever keeps something.
    Path folder(String name) {
        return folder.resolve(name);
    }

    /// A new account with a simulated phone, under the next invented number.
    SimulatedPhone phone(String name) {
        long number = FIRST_NUMBER + simulator.phones().size();
        return simulator.createPhone(Long.toString(number), name);
    }

    /// A client of our engine, not linked yet; ended with the class.
    Engine engine() {
        Engine engine = new Engine(simulator);
        engines.push(engine);
        return engine;
    }

    /// A Baileys client for the account of that phone: not linked yet or, when it was here before, the same as
    /// then. It declines the history.
    BaileysAgent agent(SimulatedPhone phone) {
        return agent(phone, false);
    }

    /// The same, taking the history and the app state.
    BaileysAgent agentWithHistory(SimulatedPhone phone) {
        return agent(phone, true);
    }

    private BaileysAgent agent(SimulatedPhone phone, boolean history) {
        BaileysAgent agent = BaileysAgent.start(folder.resolve(phone.phone()), AgentServer.of(simulator), history);
        agents.push(agent);
        return agent;
    }

    /// A Baileys client that is linked to the account of that phone, online, and takes its history and app state.
    BaileysAgent linkedWithHistory(SimulatedPhone phone) {
        return link(phone, agentWithHistory(phone));
    }

    /// A Baileys client that is linked to the account of that phone and online.
    BaileysAgent linked(SimulatedPhone phone) {
        return link(phone, agent(phone));
    }

    private static BaileysAgent link(SimulatedPhone phone, BaileysAgent agent) {
        phone.scan(agent.awaitQr());
        agent.awaitOpen();
        return agent;
    }
}
