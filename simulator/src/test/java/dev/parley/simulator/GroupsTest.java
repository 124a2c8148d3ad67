package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is sent to many: who gets which part, and what clears it.
class GroupsTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone ben = server.phone("15550002222", "Ben");
    private final SimulatedPhone cleo = server.phone("15550003333", "Cleo");
    private final TestServer.Linked linked = server.linked(ada);
    private final Companion companion = linked.companion();
    private Optional<TestConnection> connection = Optional.empty();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void bringsTheKeyOnceAndTheMessageToEveryMember() {
        linked.connection().send(companion.upload(companion.newPreKeys(5)));
        Jid group = ben.createGroup("Friends", ada, cleo);
        ben.sendToMany(group, "one");
        ben.sendToMany(group, "two");

        List<Node> messages = linked.connection().received("message");
        assertThat(messages).hasSize(2);
        assertThat(messages.getFirst().children("enc"))
                .extracting(enc -> enc.attrOrEmpty("type"))
                .containsExactly("pkmsg", "skmsg");
        assertThat(messages.getLast().children("enc"))
                .extracting(enc -> enc.attrOrEmpty("type"))
                .containsExactly("skmsg");
        assertThat(messages.getFirst().jid("participant")).contains(ben.lid());
        assertThat(messages.getFirst().jid("participant_pn")).contains(Jid.pn("15550002222"));
        assertThat(cleo.awaitText("two", Duration.ofSeconds(10)).chat()).isEqualTo(group.toString());
    }

    @Test
    void isClearedOnlyByAReceiptThatNamesItsAuthor() {
        Jid group = ben.createGroup("Friends", ada);
        String id = send(group);

        answer(Stanzas.receipt(id, group).attr("type", "inactive"));
        assertThat(comesAgain(id)).isTrue();
        answer(Stanzas.receipt(id, group).attr("type", "inactive").attr("participant", cleo.lid()));
        assertThat(comesAgain(id)).isTrue();
        answer(Stanzas.receipt(id, group).attr("type", "inactive").attr("participant", ben.lid()));
        assertThat(comesAgain(id)).isFalse();
    }

    @Test
    void statusIsClearedByAReceiptOfItsKindOrAnAck() {
        ada.send("15550002222", "we know each other");
        String id = send(Jid.STATUS_BROADCAST);
        Node.Builder receipt = Stanzas.receipt(id, Jid.STATUS_BROADCAST).attr("participant", ben.lid());

        answer(receipt);
        assertThat(comesAgain(id)).as("without its context").isTrue();
        answer(receipt.attr("context", "status").attr("type", "inactive"));
        assertThat(comesAgain(id)).as("inactive").isTrue();
        answer(Stanzas.receipt(id, Jid.STATUS_BROADCAST)
                .attr("participant", ben.lid())
                .attr("context", "status"));
        assertThat(comesAgain(id)).isFalse();

        String next = send(Jid.STATUS_BROADCAST);
        answer(Node.of("ack")
                .attr("class", "message")
                .attr("id", next)
                .attr("to", Jid.STATUS_BROADCAST)
                .attr("participant", ben.lid()));
        assertThat(comesAgain(next)).isFalse();
    }

    @Test
    void refusesWhoIsNoMember() {
        Jid group = ben.createGroup("Friends", cleo);

        assertThat(linked.connection()
                        .ask(Stanzas.iq("get", "w:g2")
                                .attr("to", group)
                                .child(Node.of("query").attr("request", "interactive"))
                                .build())
                        .child("error")
                        .flatMap(error -> error.attr("code")))
                .contains("403");
        linked.connection()
                .send(Node.of("message")
                        .attr("id", "M1")
                        .attr("to", group)
                        .attr("type", "text")
                        .child(Stanzas.enc("skmsg"))
                        .build());
        assertThat(linked.connection().received("ack"))
                .anyMatch(ack -> ack.hasAttr("id", "M1") && ack.hasAttr("error", "403"));
    }

    @Test
    void aCallRingsUntilItIsAcked() {
        SimulatedCall call = ben.call(ada, true);
        Node offer = linked.connection().received("call").getFirst();

        assertThat(offer.child("offer").flatMap(step -> step.attr("call-id"))).contains(call.id());
        assertThat(offer.child("offer").flatMap(step -> step.child("video"))).isPresent();
        assertThat(comesAgain(offer.attrOrEmpty("id"))).isTrue();
        answer(Node.of("ack")
                .attr("class", "call")
                .attr("id", offer.attrOrEmpty("id"))
                .attr("to", ben.lid()));
        assertThat(comesAgain(offer.attrOrEmpty("id"))).isFalse();
    }

    private String send(Jid to) {
        ben.withholdSenderKey(to);
        return ben.sendToMany(to, "hello all");
    }

    private void answer(Node.Builder stanza) {
        current().send(stanza.build());
    }

    private boolean comesAgain(String id) {
        connection = Optional.of(server.login(companion));
        current().send(Stanzas.active());
        return List.of("message", "call").stream()
                .flatMap(tag -> current().received(tag).stream())
                .anyMatch(stanza -> stanza.hasAttr("id", id));
    }

    private TestConnection current() {
        return connection.orElse(linked.connection());
    }
}
