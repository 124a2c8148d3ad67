package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.Restrictions.Cap;
import dev.parley.simulator.Restrictions.Timelock;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What accounts may not do (protocol notes, passkey 6), the tokens that help, and the faults of single messages.
class RestrictionsTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestServer.Linked sender = server.linked(ada);
    private final TestServer.Linked receiver = server.linked(bob);
    private final Restrictions restrictions = server.core.restrictions();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aLockRefusesFirstContactsUntilItEnds() {
        long end = server.clock.instant().getEpochSecond() + 60;
        restrictions.timelock("15550001111", Timelock.until(end, "RESTRICT_ALL_COMPANIONS"));

        assertThat(error("M1")).contains("463");
        assertThat(push()).contains("\"time_enforcement_ends\":\"" + end + "\"").contains("RESTRICT_ALL_COMPANIONS");
        server.clock.advance(Duration.ofSeconds(61));
        assertThat(error("M2")).isEmpty();
    }

    @Test
    void anOldChatPassesTheLock() {
        bob.send("15550001111", "we have met");
        restrictions.timelock("15550001111", new Timelock(true, Optional.empty(), "ANY"));

        assertThat(error("M1")).isEmpty();
        assertThat(push()).doesNotContain("time_enforcement_ends");
    }

    @Test
    void aReachedCapRefusesNewChats() {
        restrictions.cap("15550001111", new Cap("CAPPED", 10, 10, 1, 2, true));

        assertThat(error("M1")).contains("475");
        assertThat(push()).contains("\"total_quota\":\"10\"");
    }

    @Test
    void questionsAreAnsweredAsTheyStand() {
        restrictions.cap("15550001111", new Cap("NONE", -1, 3, 1, 2, false));

        assertThat(ask("23983697327930364", "{\"variables\":{}}")).contains("\"is_active\":false");
        assertThat(ask("27910975521856601", "{\"variables\":{\"input\":{\"type\":\"INDIVIDUAL_NEW_CHAT_THREAD\"}}}"))
                .contains("\"used_quota\":3");
        assertThat(errorOf("1", "{\"variables\":{}}")).isEqualTo("404");
        assertThat(errorOf("23983697327930364", "no JSON")).isEqualTo("400");
        assertThat(errorOf("24503548349331633", "{\"variables\":{}}")).isEqualTo("400");
    }

    @Test
    void aTokenIsGoodForFourWeeks() {
        restrictions.needsToken("15550002222", true, false);
        assertThat(error("M1")).contains("463");
        receiver.connection()
                .ask(Stanzas.iq("set", "privacy")
                        .child(Node.of("tokens")
                                .child(Node.of("token")
                                        .attr("jid", Jid.pn("15550001111"))
                                        .attr("t", server.clock.instant().getEpochSecond())
                                        .attr("type", "trusted_contact")))
                        .build());
        Bytes token = sender.connection().received("notification").stream()
                .filter(node -> node.hasAttr("type", "privacy_token"))
                .flatMap(node -> node.child("tokens").stream())
                .flatMap(tokens -> tokens.child("token").stream())
                .flatMap(node -> node.bytes().stream())
                .findFirst()
                .orElseThrow();

        assertThat(error("M2", Node.of("tctoken").content(token))).isEmpty();
        assertThat(error("M3", Node.of("tctoken").content(new byte[16]))).contains("463");
        server.clock.advance(Duration.ofDays(29));
        assertThat(error("M4", Node.of("tctoken").content(token))).contains("463");
    }

    @Test
    void aPhoneThatIsAwayForTwoWeeksLosesItsCompanions() {
        server.core.housekeeping().tick();
        ada.goOffline();
        server.clock.advance(Duration.ofDays(14));
        server.core.housekeeping().tick();
        assertThat(ada.companions()).hasSize(1);

        server.clock.advance(Duration.ofSeconds(1));
        server.core.housekeeping().tick();

        assertThat(ada.companions()).isEmpty();
        assertThat(bob.companions()).as("is online").hasSize(1);
    }

    @Test
    void aPhoneThatIsSetUpAnewIsToldToItsContacts() {
        ada.send("15550002222", "we have met");
        receiver.connection().channel().clear();

        ada.reinstall();

        assertThat(ada.companions()).isEmpty();
        assertThat(receiver.connection().received("notification"))
                .anySatisfy(node -> assertThat(node.child("identity")).isPresent());
        String id = ada.send("15550002222", "from the new phone");
        bob.awaitMessage(message -> message.id().equals(id), Duration.ofSeconds(10));
    }

    @Test
    void faultsOfSingleMessagesComeInTheirOrder() {
        Faults faults = server.core.faults();
        Optional<String> phone = Optional.of("15550001111");
        faults.onNextSend(phone, new SendFault.Refuse(421));
        faults.onNextSend(phone, new SendFault.RefreshLid());
        faults.onNextSend(phone, new SendFault.WrongHash());

        assertThat(error("M1")).contains("421");
        assertThat(send("M2").hasAttr("refresh_lid", "true")).isTrue();
        assertThat(send("M3").attr("phash")).contains("2:AAAAAAAA");
        assertThat(send("M4").attrs()).doesNotContainKeys("error", "refresh_lid");
    }

    @Test
    void aMessageCanBeChangedDoubledAndOvertaken() {
        SimulatedPhone cyd = server.phone("15550003333", "Cyd");
        Faults faults = server.core.faults();
        Optional<String> phone = Optional.of("15550002222");
        faults.onNextDelivery(phone, DeliveryFault.DUPLICATE);
        faults.onNextDelivery(phone, DeliveryFault.OVERTAKEN);
        receiver.connection().channel().clear();

        send("M1");
        String first = ada.send("15550002222", "overtaken");
        String second = cyd.send("15550002222", "comes first");

        assertThat(receiver.connection().received("message"))
                .extracting(node -> node.attrOrEmpty("id"))
                .containsExactly("M1", "M1", second, first);
        faults.onNextDelivery(phone, DeliveryFault.CORRUPT);
        ada.send("15550002222", "changed");
        assertThat(receiver.connection().received("message")).hasSize(5);
    }

    private Optional<String> error(String id, Node.Builder... children) {
        return send(id, children).attr("error");
    }

    private Node send(String id, Node.Builder... children) {
        Node.Builder message =
                Stanzas.message(id, bob.lid(), receiver.companion().lid());
        for (Node.Builder child : children) {
            message.child(child);
        }
        return sender.connection().ask(message.build());
    }

    private String push() {
        return sender.connection().received("notification").stream()
                .filter(node -> node.hasAttr("type", "mex"))
                .flatMap(node -> node.child("update").stream())
                .flatMap(update -> update.text().stream())
                .findFirst()
                .orElseThrow();
    }

    private String ask(String id, String variables) {
        return question(id, variables).child("result").flatMap(Node::text).orElseThrow();
    }

    private String errorOf(String id, String variables) {
        return question(id, variables).child("error").orElseThrow().attrOrEmpty("code");
    }

    private Node question(String id, String variables) {
        return sender.connection()
                .ask(Stanzas.iq("get", "w:mex")
                        .child(Node.of("query").attr("query_id", id).content(variables))
                        .build());
    }
}
