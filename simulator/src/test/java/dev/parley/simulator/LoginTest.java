package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Node;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final Companion companion = server.link(ada);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void greetsADeviceWithItsLidAndTheTime() {
        Node success = server.login(companion).received("success").getFirst();

        assertThat(success.jid("lid")).contains(companion.lid());
        assertThat(success.number("t")).hasValue(TestServer.START.getEpochSecond());
    }

    @Test
    void givesRoutingInfoForTheNextConnection() {
        assertThat(server.login(companion).received("ib"))
                .anySatisfy(ib -> assertThat(ib.child("edge_routing")
                                .flatMap(routing -> routing.child("routing_info"))
                                .flatMap(Node::bytes))
                        .isPresent());
    }

    @Test
    void sendsAwayWhoHasAnotherNoiseKey() {
        Companion stranger = new Companion(server.random);

        TestConnection connection = server.connect(stranger, companion.login());

        assertSentAway(connection, 401);
    }

    @Test
    void sendsAwayAnUnknownDeviceAndAnUnknownAccount() {
        assertSentAway(server.connect(companion, companion.login().setDevice(2)), 401);
        assertSentAway(server.connect(companion, companion.login().setUsername(15_550_009_999L)), 401);
    }

    @Test
    void sendsAwayADeviceThatWasUnlinked() {
        ada.unlink(1);

        assertSentAway(server.login(companion), 401);
    }

    @Test
    void sendsAwayAnOutdatedClient() {
        try (TestServer strict = new TestServer(builder -> builder.minimumRevision(1_045_649_368))) {
            Companion outdated = new Companion(strict.random);

            assertSentAway(strict.connect(outdated, outdated.registration()), 405);
        }
    }

    @Test
    void replacesTheOlderConnectionOfADevice() {
        TestConnection older = server.login(companion);
        TestConnection newer = server.login(companion);

        assertThat(older.channel().farewell()).contains(StreamErrors.replaced());
        assertThat(newer.ask(Stanzas.iq("get", "w:p").build()).hasAttr("type", "result"))
                .isTrue();
        older.drop();
        assertThat(newer.ask(Stanzas.iq("get", "w:p").build()).hasAttr("type", "result"))
                .isTrue();
    }

    @Test
    void readsNothingMoreFromAReplacedConnection() {
        TestConnection older = server.login(companion);
        server.login(companion);
        older.channel().clear();

        older.send(Stanzas.iq("get", "w:p").build());

        assertThat(older.channel().sent()).isEmpty();
    }

    @Test
    void tellsADeviceAtOnceThatItWasUnlinked() {
        TestConnection connection = server.login(companion);

        ada.unlink(1);

        assertThat(connection.channel().farewell()).contains(StreamErrors.deviceRemoved());
        assertThat(ada.companions()).isEmpty();
    }

    @Test
    void letsADeviceLogItselfOut() {
        TestConnection connection = server.login(companion);

        Node answer = connection.ask(Stanzas.iq("set", "md")
                .child(Node.of("remove-companion-device")
                        .attr("jid", companion.jid())
                        .attr("reason", "user_initiated"))
                .build());

        assertThat(answer.hasAttr("type", "result")).isTrue();
        assertThat(connection.channel().farewell()).contains(StreamErrors.deviceRemoved());
        assertSentAway(server.login(companion), 401);
    }

    @Test
    void letsNoDeviceLogAnotherOut() {
        Companion second = server.link(ada);
        TestConnection connection = server.login(companion);

        Node answer = connection.ask(Stanzas.iq("set", "md")
                .child(Node.of("remove-companion-device").attr("jid", second.jid()))
                .build());

        assertThat(answer.hasAttr("type", "error")).isTrue();
        assertThat(ada.companions()).containsExactly(1, 2);
    }

    @Test
    void failsTheNextLoginOnceWhenToldTo() {
        server.core.faults().failNextLogin(Optional.of("15550001111"), 503);

        assertSentAway(server.login(companion), 503);
        assertThat(server.login(companion).received("success")).hasSize(1);
    }

    private static void assertSentAway(TestConnection connection, int reason) {
        assertThat(connection.peer()).isEmpty();
        assertThat(connection.channel().farewell()).contains(StreamErrors.failure(reason));
    }
}
