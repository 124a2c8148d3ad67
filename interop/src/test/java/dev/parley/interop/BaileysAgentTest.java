package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent without any server to talk to.
class BaileysAgentTest {
    private static final String ANY_ROOT_KEY = "42".repeat(32);

    @TempDir
    Path folder;

    @Test
    void connectsAgainAfterEveryRefusal() throws IOException {
        try (BaileysAgent agent = BaileysAgent.start(folder, nobody(), false)) {
            var refusals = agent.events().await(AgentEvent.Closed.class, closed -> true, 3, BaileysAgent.PATIENCE);
            assertThat(refusals).noneMatch(AgentEvent.Closed::last);
        }
    }

    @Test
    void keepsATextUntilThereIsAConnection() throws IOException {
        try (BaileysAgent agent = BaileysAgent.start(folder, nobody(), false)) {
            agent.send("15550001111@s.whatsapp.net", "hello");
            agent.command("state", Map.of());
            var state = agent.events().await(AgentEvent.State.class, any -> true, BaileysAgent.PATIENCE);
            assertThat(state.open()).isFalse();
            assertThat(state.unsent()).isEqualTo(1);
        }
    }

    @Test
    void reportsACommandThatItDoesNotKnow() throws IOException {
        try (BaileysAgent agent = BaileysAgent.start(folder, nobody(), false)) {
            agent.command("dance", Map.of());
            agent.events().await(AgentEvent.Failed.class, failed -> true, BaileysAgent.PATIENCE);
        }
    }

    private static AgentServer nobody() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new AgentServer("ws://127.0.0.1:" + nobody.getLocalPort() + "/ws/chat", ANY_ROOT_KEY, "", "");
        }
    }
}
