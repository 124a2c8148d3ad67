package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.parley.simulator.ScanResult;
import dev.parley.simulator.SimulatedPhone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BaileysLinkTest {
    private static final int LOGGED_OUT = 401;

    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void linksByQrCode() {
        SimulatedPhone ada = stage.phone("Ada");
        BaileysAgent agent = stage.agent(ada);

        ScanResult result = ada.scan(agent.awaitQr());

        AgentEvent.Open open = agent.awaitOpen();
        assertThat(result).asInstanceOf(type(ScanResult.Linked.class)).satisfies(linked -> {
            assertThat(open.jid()).isEqualTo(linked.jid().toString());
            assertThat(open.lid()).isEqualTo(linked.lid().toString());
            assertThat(ada.companions()).containsExactly(linked.device());
        });
    }

    @Test
    void goesOnAsTheSameDeviceAfterARestart() {
        SimulatedPhone ada = stage.phone("Ada");
        BaileysAgent before = stage.linked(ada);
        before.close();

        BaileysAgent after = stage.agent(ada);

        assertThat(after.awaitOpen()).isEqualTo(before.awaitOpen());
        assertThat(ada.companions()).hasSize(1);
    }

    @Test
    void isRefusedForGoodOnceItLoggedOut() {
        SimulatedPhone ada = stage.phone("Ada");
        BaileysAgent agent = stage.linked(ada);

        agent.logout();
        assertThat(awaitLastClose(agent).code()).isEqualTo(LOGGED_OUT);
        agent.close();

        assertThat(awaitLastClose(stage.agent(ada)).code()).isEqualTo(LOGGED_OUT);
        assertThat(ada.companions()).isEmpty();
    }

    @Test
    void endsWhenThePhoneTakesItOff() {
        SimulatedPhone ada = stage.phone("Ada");
        BaileysAgent agent = stage.linked(ada);

        ada.unlink(ada.companions().getFirst());

        assertThat(awaitLastClose(agent).code()).isEqualTo(LOGGED_OUT);
    }

    private static AgentEvent.Closed awaitLastClose(BaileysAgent agent) {
        return agent.events().await(AgentEvent.Closed.class, AgentEvent.Closed::last, BaileysAgent.PATIENCE);
    }
}
