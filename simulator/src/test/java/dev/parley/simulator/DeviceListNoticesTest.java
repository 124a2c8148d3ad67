package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.proto.ADVKeyIndexList;
import dev.parley.whatsapp.proto.ADVSignedKeyIndexList;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceListNoticesTest {
    private static final Jid ADA = Jid.pn("15550001111");

    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestServer.Linked own = server.linked(ada);
    private final TestServer.Linked contact = server.linked(bob);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsOwnDevicesTheWholeListAfterALinking() throws Exception {
        server.link(ada);

        Node devices = notification(own, "account_sync").child("devices").orElseThrow();
        assertThat(devices.children("device"))
                .extracting(device -> device.jid("jid").orElseThrow() + " " + device.attrOrEmpty("key-index"))
                .containsExactly(ADA + " ", ADA.withDevice(1) + " 1", ADA.withDevice(2) + " 2");
        assertThat(devices.attr("dhash"))
                .contains(ParticipantHash.of(List.of(ADA, ADA.withDevice(1), ADA.withDevice(2))));
        assertThat(validIndexes(devices)).containsExactly(1, 2);
    }

    @Test
    void tellsWhoeverHasAChatWhatCameAndWent() throws Exception {
        own.connection().send(Stanzas.message("M1", bob.lid(), bob.lid()).build());
        server.link(ada);
        ada.unlink(2);

        List<Node> notifications = contact.connection().received("notification");
        Node add = notifications.get(0).child("add").orElseThrow();
        Node remove = notifications.get(1).child("remove").orElseThrow();
        assertThat(notifications).allSatisfy(notification -> {
            assertThat(notification.hasAttr("type", "devices")).isTrue();
            assertThat(notification.jid("from")).contains(ADA);
            assertThat(notification.jid("lid")).contains(ada.lid());
        });
        assertThat(add.child("device").orElseThrow().jid("jid")).contains(ADA.withDevice(2));
        assertThat(add.child("device").orElseThrow().jid("lid"))
                .contains(ada.lid().withDevice(2));
        assertThat(validIndexes(add)).containsExactly(1, 2);
        assertThat(remove.child("device").orElseThrow().jid("jid")).contains(ADA.withDevice(2));
        assertThat(validIndexes(remove)).containsExactly(1);
        assertThat(remove.attr("device_hash")).contains(ParticipantHash.of(List.of(ADA, ADA.withDevice(1))));
    }

    @Test
    void tellsStrangersNothing() {
        server.link(ada);

        assertThat(contact.connection().received("notification")).isEmpty();
    }

    private static Node notification(TestServer.Linked linked, String type) {
        return linked.connection().received("notification").stream()
                .filter(notification -> notification.hasAttr("type", type))
                .findFirst()
                .orElseThrow();
    }

    private static List<Integer> validIndexes(Node parent) throws Exception {
        byte[] signed = parent.child("key-index-list")
                .flatMap(Node::bytes)
                .orElseThrow()
                .toByteArray();
        return ADVKeyIndexList.parseFrom(ADVSignedKeyIndexList.parseFrom(signed).getDetails())
                .getValidIndexesList();
    }
}
