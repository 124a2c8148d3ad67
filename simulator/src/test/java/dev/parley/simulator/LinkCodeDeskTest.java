package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the server lets pass of companions that want to be linked by a code; the whole ways are tested by the
/// engine.
class LinkCodeDeskTest {
    private static final String PHONE = "15550001111";

    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone(PHONE, "Ada");
    private final Companion companion = new Companion(server.random);
    private final TestConnection pairing = server.connect(companion, companion.registration());

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Chrome (Linux), none",
        "Chrome (Windows), none",
        "Firefox (Ubuntu), none",
        "Chrome (Acme), 400",
        "Acme (Linux), 400",
        "Chrome, 400",
        "Parley, 400"
    })
    void wantsANameThatItKnows(String display, String error) {
        assertThat(error(hello(PHONE, 80, display))).isEqualTo(error);
    }

    @Test
    void wantsEverythingInItsLength() {
        assertThat(error(hello(PHONE, 79, "Chrome (Linux)"))).isEqualTo("400");
        assertThat(error(hello("15550009999", 80, "Chrome (Linux)"))).isEqualTo("404");
    }

    @Test
    void refusesAFinishThatNoPhoneAskedFor() {
        Node answer = ask(hello(PHONE, 80, "Chrome (Linux)"));
        Bytes ref = answer.child("link_code_companion_reg")
                .flatMap(node -> node.child("link_code_pairing_ref"))
                .flatMap(Node::bytes)
                .orElseThrow();

        assertThat(error(stage(PHONE, "companion_finish")
                        .child(Node.of("link_code_pairing_wrapped_key_bundle").content(new byte[156]))
                        .child(Node.of("companion_identity_public")
                                .content(companion.identity().publicKey().bytes()))
                        .child(Node.of("link_code_pairing_ref").content(ref))))
                .isEqualTo("400");
    }

    @Test
    void refusesMoreThanTenCodesOnOneConnection() {
        for (int i = 0; i < 10; i++) {
            assertThat(error(hello(PHONE, 80, "Chrome (Linux)"))).isEqualTo("none");
        }
        assertThat(error(hello(PHONE, 80, "Chrome (Linux)"))).isEqualTo("429");
    }

    @Test
    void aPhoneTakesOnlyWhatCanBeACode() {
        assertThatThrownBy(() -> ada.enterCode("ABCD-EFG0"))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.reason()).isEqualTo(ControlException.Reason.INVALID));
    }

    private Node.Builder hello(String phone, int wrappedLength, String display) {
        return stage(phone, "companion_hello")
                .attr("should_show_push_notification", "true")
                .child(Node.of("link_code_pairing_wrapped_companion_ephemeral_pub")
                        .content(new byte[wrappedLength]))
                .child(Node.of("companion_server_auth_key_pub")
                        .content(companion.noise().publicKey().bytes()))
                .child(Node.of("companion_platform_id").content(Bytes.utf8("1")))
                .child(Node.of("companion_platform_display").content(Bytes.utf8(display)))
                .child(Node.of("link_code_pairing_nonce").content(new byte[1]));
    }

    private static Node.Builder stage(String phone, String stage) {
        return Node.of("link_code_companion_reg").attr("jid", Jid.pn(phone)).attr("stage", stage);
    }

    private Node ask(Node.Builder registration) {
        return pairing.ask(Stanzas.iq("set", "md").child(registration).build());
    }

    private String error(Node.Builder registration) {
        return ask(registration)
                .child("error")
                .map(error -> error.attrOrEmpty("code"))
                .orElse("none");
    }
}
