package dev.parley.whatsapp.client.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.HostileNodes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class UsyncAnswerTest {
    @Test
    void oneProtocolMayFailWhileOthersSucceed() {
        UsyncAnswer answer = UsyncAnswer.parse(Node.of("iq")
                .child(Node.of("usync")
                        .child(Node.of("result")
                                .child(Node.of("status")
                                        .child(Node.of("error")
                                                .attr("code", 429)
                                                .attr("text", "rate-overlimit")
                                                .attr("backoff", 60)))
                                .child(Node.of("lid").attr("refresh", 3600)))
                        .child(Node.of("list").child(Node.of("user").attr("jid", Jid.pn("15550002222")))))
                .build());

        assertThat(answer.failures())
                .containsOnlyKeys("status")
                .containsValue(new UsyncAnswer.Failure(429, "rate-overlimit", Duration.ofMinutes(1)));
        assertThat(answer.users()).hasSize(1);
    }

    @Test
    void aPauseIsNeverLongerThanADay() {
        Node failed = Node.of("status")
                .child(Node.of("error").attr("code", 503).attr("backoff", Long.MAX_VALUE))
                .build();

        assertThat(UsyncAnswer.failure(failed).orElseThrow().backoff()).isEqualTo(Duration.ofDays(1));
    }

    @Provide
    Arbitrary<Node> answers() {
        return HostileNodes.stanzas("iq");
    }

    @Property
    void anyAnswerIsRead(@ForAll("answers") Node iq) {
        assertThat(UsyncAnswer.parse(iq)).isNotNull();
        // As it stands inside an answer.
        assertThat(UsyncAnswer.parse(Node.of("iq")
                        .child(Node.of("usync").children(iq.children()))
                        .build()))
                .isNotNull();
    }
}
