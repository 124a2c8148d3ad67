package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeEncoder;
import org.junit.jupiter.api.Test;

class StanzaLogTest {
    private final StanzaLog log = new StanzaLog(3);
    private final StanzaTrace trace = new StanzaTrace(log, new ServerClock(MovableClock.standing(TestServer.START)));

    @Test
    void keepsTheLatestOfEachPhone() {
        trace.attributeTo("15550001111", 2);
        for (String tag : new String[] {"a", "b", "c", "d"}) {
            trace.sent(NodeEncoder.encode(Node.of(tag).build()));
        }

        assertThat(log.of("15550001111"))
                .extracting(stanza -> stanza.node().tag() + stanza.device())
                .containsExactly("b2", "c2", "d2");
        assertThat(log.of("15550002222")).isEmpty();
    }

    @Test
    void filesWhatPassedBeforeTheLinkingWhenItIsKnownWhoseItIs() {
        trace.received(NodeEncoder.encode(Node.of("early").build()));
        assertThat(log.of("15550001111")).isEmpty();

        trace.attributeTo("15550001111", 1);

        assertThat(log.of("15550001111")).singleElement().satisfies(stanza -> {
            assertThat(stanza.direction()).isEqualTo(SeenStanza.Direction.RECEIVED);
            assertThat(stanza.device()).isEqualTo(1);
            assertThat(stanza.time()).isEqualTo(TestServer.START);
        });
    }
}
