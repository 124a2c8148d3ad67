package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.parley.simulator.ScanResult;
import dev.parley.simulator.SimulatedPhone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Linking by a code that is typed into the phone. Baileys proves the simulator's side of it, which our engine is
/// tested with.
class LinkCodeTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    @Test
    void baileysIsLinkedByACode() {
        SimulatedPhone ada = stage.phone("Ada");
        BaileysAgent agent = stage.agent(ada);
        agent.awaitQr();

        String code = agent.call("requestPairingCode", ada.phone()).stringValue();
        ScanResult result = ada.enterCode(code);

        AgentEvent.Open open = agent.awaitOpen();
        assertThat(result)
                .asInstanceOf(type(ScanResult.Linked.class))
                .satisfies(
                        linked -> assertThat(open.jid()).isEqualTo(linked.jid().toString()));
    }
}
