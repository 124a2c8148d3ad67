package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.proto.ADVKeyIndexList;
import dev.parley.whatsapp.proto.ADVSignedKeyIndexList;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsyncTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final SimulatedPhone bob = server.phone("15550002222", "Bob");
    private final TestConnection connection = server.active(server.link(ada));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsDevicesWithTheirKeyIndexes() throws Exception {
        server.link(bob);
        server.link(bob);
        bob.unlink(1);

        Node devices = answerTo("devices", Stanzas.user(Jid.pn("15550002222")))
                .child("devices")
                .orElseThrow();

        Node list = devices.child("device-list").orElseThrow();
        assertThat(list.children("device"))
                .extracting(device -> device.attrOrEmpty("id") + " " + device.attrOrEmpty("key-index"))
                .containsExactly("0 ", "2 2");
        ADVSignedKeyIndexList signed = ADVSignedKeyIndexList.parseFrom(devices.child("key-index-list")
                .flatMap(Node::bytes)
                .orElseThrow()
                .toByteArray());
        ADVKeyIndexList indexes = ADVKeyIndexList.parseFrom(signed.getDetails());
        assertThat(indexes.getValidIndexesList()).containsExactly(2);
        assertThat(indexes.getCurrentIndex()).isEqualTo(2);
    }

    @Test
    void answersUnderTheNameThatWasAskedFor() {
        assertThat(answerTo("devices lid", Stanzas.user(bob.lid())).jid("jid")).contains(bob.lid());
        assertThat(answerTo("devices lid", Stanzas.user(Jid.pn("15550002222"))).jid("jid"))
                .contains(Jid.pn("15550002222"));
    }

    @Test
    void translatesNumbersToLids() {
        Node user = answerTo("devices lid", Stanzas.user(Jid.pn("15550002222")));

        assertThat(user.child("lid").flatMap(lid -> lid.jid("val"))).contains(bob.lid());
    }

    @Test
    void saysNothingOfStrangers() {
        assertThat(answerTo("devices lid", Stanzas.user(Jid.pn("15550009999"))).children())
                .isEmpty();
    }

    @Test
    void findsContactsByInternationalNumber() {
        Node in = answerTo("contact", contact("+15550002222"));
        assertThat(in.jid("jid")).contains(Jid.pn("15550002222"));
        assertThat(contactType(in)).isEqualTo("in");
        assertThat(in.child("contact").flatMap(Node::bytes)).contains(Bytes.utf8("+15550002222"));

        assertThat(contactType(answerTo("contact", contact("15550002222@c.us"))))
                .isEqualTo("in");
        assertThat(contactType(answerTo("contact", contact("+15550009999")))).isEqualTo("out");
    }

    @Test
    void callsAnythingElseInvalid() {
        for (String text : new String[] {"15550002222", "+0123", "+1555000abcd", ""}) {
            Node user = answerTo("contact", contact(text));
            assertThat(contactType(user)).isEqualTo("invalid");
            assertThat(user.hasAttr("jid", "undefined")).isTrue();
        }
    }

    @Test
    void echoesTheSid() {
        Node answer = connection.ask(Stanzas.usync("devices", Stanzas.user(bob.lid())));

        assertThat(answer.child("usync").orElseThrow().hasAttr("sid", "sid-1")).isTrue();
    }

    @Test
    void refusesAQueryWithoutProtocols() {
        Node malformed = Stanzas.iq("get", "usync")
                .child(Node.of("usync").child(Node.of("query")).child(Node.of("list")))
                .build();

        assertThat(connection.ask(malformed).hasAttr("type", "error")).isTrue();
    }

    private Node answerTo(String protocols, Node user) {
        return connection
                .ask(Stanzas.usync(protocols, user))
                .child("usync")
                .flatMap(usync -> usync.child("list"))
                .flatMap(list -> list.child("user"))
                .orElseThrow();
    }

    private static Node contact(String text) {
        return Node.of("user")
                .child(Node.of("contact").content(Bytes.utf8(text)))
                .build();
    }

    private static String contactType(Node user) {
        return user.child("contact").orElseThrow().attrOrEmpty("type");
    }
}
