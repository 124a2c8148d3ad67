package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.Addressing;
import dev.parley.simulator.PhoneMessage;
import dev.parley.simulator.PhoneReceipt;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.wire.Jid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ada's account is also held by Baileys; Grace has her phone only.
class BaileysTextTest {
    @RegisterExtension
    static final Stage stage = new Stage();

    private static SimulatedPhone ada;
    private static SimulatedPhone grace;
    private static BaileysAgent agent;

    @BeforeAll
    static void linkBaileysToAda() {
        ada = stage.phone("Ada");
        grace = stage.phone("Grace");
        agent = stage.linked(ada);
    }

    @ParameterizedTest
    @EnumSource
    void receivesWhatAPhoneSends(Addressing addressing) {
        grace.useAddressing(addressing);

        String id = grace.send(ada.phone(), "Hello Ada by " + addressing);

        AgentEvent.Text text = agent.awaitText("Hello Ada by " + addressing);
        assertThat(text.id()).isEqualTo(id);
        assertThat(text.fromMe()).isFalse();
        assertThat(text.chat()).isEqualTo(jid(grace, addressing));
        assertThat(text.alt()).isEqualTo(jid(grace, other(addressing)));
        PhoneReceipt receipt = grace.awaitReceipt(
                delivered -> delivered.messageId().equals(id) && delivered.device() != 0, BaileysAgent.PATIENCE);
        assertThat(receipt.from()).isEqualTo(ada.phone());
        assertThat(receipt.device()).isEqualTo(ada.companions().getFirst());
    }

    @ParameterizedTest
    @EnumSource
    void sendsToAPhoneAndToTheOwnPhone(Addressing addressing) {
        String id = agent.send(jid(grace, addressing), "Hello Grace by " + addressing);

        assertThat(agent.awaitAck(id).error()).isNull();
        PhoneMessage received = grace.awaitText("Hello Grace by " + addressing, BaileysAgent.PATIENCE);
        assertThat(received.id()).isEqualTo(id);
        assertThat(received.sender()).isEqualTo(ada.phone());
        assertThat(received.senderDevice()).isEqualTo(ada.companions().getFirst());
        PhoneMessage copy = ada.awaitText("Hello Grace by " + addressing, BaileysAgent.PATIENCE);
        assertThat(copy.fromMe()).isTrue();
        assertThat(copy.chat()).isEqualTo(grace.phone());
    }

    @ParameterizedTest
    @EnumSource
    void learnsThatItsTextWasDeliveredAndRead(Addressing addressing) {
        grace.useAddressing(addressing);
        String id = agent.send(jid(grace, addressing), "Read this by " + addressing);
        grace.awaitText("Read this by " + addressing, BaileysAgent.PATIENCE);
        agent.awaitReceipt(id, "");

        grace.read(id);

        agent.awaitReceipt(id, "read");
    }

    @ParameterizedTest
    @EnumSource
    void seesWhatTheOwnPhoneSends(Addressing addressing) {
        ada.useAddressing(addressing);

        ada.send(grace.phone(), "From the phone by " + addressing);

        AgentEvent.Text text = agent.awaitText("From the phone by " + addressing);
        assertThat(text.fromMe()).isTrue();
        assertThat(text.chat()).isEqualTo(jid(grace, addressing));
    }

    @Test
    void goesOnWhenThePhoneChangesTheAddressing() {
        grace.useAddressing(Addressing.PN);
        grace.send(ada.phone(), "by phone number");
        agent.awaitText("by phone number");
        agent.send(jid(grace, Addressing.PN), "answer by phone number");
        grace.awaitText("answer by phone number", BaileysAgent.PATIENCE);

        grace.useAddressing(Addressing.LID);
        grace.send(ada.phone(), "by LID");
        agent.awaitText("by LID");
        agent.send(jid(grace, Addressing.LID), "answer by LID");
        grace.awaitText("answer by LID", BaileysAgent.PATIENCE);

        assertThat(agent.events().all(AgentEvent.Undecryptable.class)).isEmpty();
    }

    private static String jid(SimulatedPhone phone, Addressing addressing) {
        return switch (addressing) {
            case LID -> phone.lid().toString();
            case PN -> Jid.pn(phone.phone()).toString();
        };
    }

    private static Addressing other(Addressing addressing) {
        return switch (addressing) {
            case LID -> Addressing.PN;
            case PN -> Addressing.LID;
        };
    }
}
