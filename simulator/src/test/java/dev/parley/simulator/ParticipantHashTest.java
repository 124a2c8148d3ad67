package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Jid;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParticipantHashTest {
    /// Both vectors are from the protocol notes, messaging 4.6.
    @Test
    void matchesTheVectorOfPhoneNumbersInAnyOrder() {
        List<Jid> devices = List.of(Jid.pn("15550002222"), Jid.pn("15550001111").withDevice(3), Jid.pn("15550001111"));

        assertThat(ParticipantHash.of(devices)).isEqualTo("2:M90nX1cT");
    }

    @Test
    void matchesTheVectorOfLids() {
        List<Jid> devices = List.of(
                Jid.lid("100000000000001"), Jid.lid("100000000000001").withDevice(12), Jid.lid("100000000000002"));

        assertThat(ParticipantHash.of(devices)).isEqualTo("2:4ViWoI8a");
    }
}
