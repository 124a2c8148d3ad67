package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import dev.parley.whatsapp.wire.NodeContent;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairingTest {
    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final Companion companion = new Companion(server.random);
    private final TestConnection pairing = server.connect(companion, companion.registration());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void offersSixRefsAsBytes() {
        Node pairDevice = pairing.received("iq").getFirst().child("pair-device").orElseThrow();

        assertThat(pairDevice.children("ref"))
                .hasSize(6)
                .allSatisfy(ref -> assertThat(ref.content()).isInstanceOf(NodeContent.Binary.class));
        assertThat(pairing.received("iq").getFirst().jid("from")).contains(Jid.SERVER);
    }

    @Test
    void linksACompanionThatSigns() {
        answerWith(companion::answer);

        ScanResult result = ada.scan(companion.qr(TestServer.firstRef(pairing)));

        assertThat(result).isEqualTo(new ScanResult.Linked(1, companion.jid(), companion.lid()));
        assertThat(companion.jid()).hasToString("15550001111:1@s.whatsapp.net");
        assertThat(companion.lid()).isEqualTo(ada.lid().withDevice(1));
        assertThat(pairing.channel().farewell()).contains(StreamErrors.code(515));
        assertThat(ada.companions()).containsExactly(1);
    }

    static Stream<UnaryOperator<ADVSignedDeviceIdentity.Builder>> forgeries() {
        ByteString zeros = ByteString.copyFrom(new byte[64]);
        return Stream.of(
                signed -> signed.setDeviceSignature(zeros),
                signed -> signed.clearDeviceSignature(),
                signed -> signed.setAccountSignature(zeros),
                signed -> signed.setDetails(ByteString.fromHex("08848688081080e2cfaa06180120002800")),
                signed -> signed.setAccountSignatureKey(ByteString.copyFrom(new byte[32])));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void refusesASignatureThatIsNotRight(UnaryOperator<ADVSignedDeviceIdentity.Builder> forgery) {
        answerWith(pairSuccess -> companion.answer(
                pairSuccess,
                forgery.apply(companion.sign(pairSuccess).toBuilder()).build()));

        assertRefused(() -> ada.scan(companion.qr(TestServer.firstRef(pairing))), ControlException.Reason.REFUSED);
        assertThat(ada.companions()).isEmpty();
        assertThat(pairing.channel().farewell()).contains(StreamErrors.code(401));
    }

    @Test
    void refusesAnotherKeyIndex() {
        answerWith(pairSuccess -> {
            Node right = companion.answer(pairSuccess);
            Node identity = right.child("pair-device-sign")
                    .flatMap(sign -> sign.child("device-identity"))
                    .orElseThrow();
            return Node.of("iq")
                    .attr("type", "result")
                    .attr("id", right.attrOrEmpty("id"))
                    .child(Node.of("pair-device-sign")
                            .child(identity.toBuilder().attr("key-index", 2).build()))
                    .build();
        });

        assertRefused(() -> ada.scan(companion.qr(TestServer.firstRef(pairing))), ControlException.Reason.REFUSED);
    }

    @Test
    void tellsWhyTheCompanionRefused() {
        answerWith(pairSuccess -> Node.of("iq")
                .attr("type", "error")
                .attr("id", pairSuccess.attrOrEmpty("id"))
                .child(Node.of("error").attr("code", 401).attr("text", "hmac-mismatch"))
                .build());

        assertThatThrownBy(() -> ada.scan(companion.qr(TestServer.firstRef(pairing))))
                .hasMessageContaining("401 hmac-mismatch");
    }

    @Test
    void refusesACodeWhoseKeysAreNotTheConnections() {
        String ref = TestServer.firstRef(pairing);
        Companion other = new Companion(server.random);

        assertRefused(() -> ada.scan(other.qr(ref)), ControlException.Reason.CONFLICT);
    }

    @Test
    void refusesAnUnknownRefAndOneThatWasUsed() {
        answerWith(companion::answer);
        String ref = TestServer.firstRef(pairing);
        ada.scan(companion.qr(ref));

        assertRefused(() -> ada.scan(companion.qr(ref)), ControlException.Reason.UNKNOWN);
        assertRefused(() -> ada.scan(companion.qr("2@unknown")), ControlException.Reason.UNKNOWN);
    }

    @Test
    void letsRefsExpireOneAfterTheOther() {
        List<String> refs = TestServer.refs(pairing);
        answerWith(companion::answer);
        server.clock.advance(Duration.ofSeconds(85));

        assertRefused(() -> ada.scan(companion.qr(refs.getFirst())), ControlException.Reason.GONE);
        assertThat(ada.scan(companion.qr(refs.get(1)))).isInstanceOf(ScanResult.Linked.class);
    }

    @Test
    void givesNewRefsWhenAllAreUsedUp() {
        List<String> first = TestServer.refs(pairing);
        server.clock.advance(Duration.ofSeconds(181));
        server.core.housekeeping().tick();

        List<String> second = TestServer.refs(pairing);
        assertThat(second).hasSize(6).doesNotContainAnyElementsOf(first);
        answerWith(companion::answer);
        assertThat(ada.scan(companion.qr(second.getFirst()))).isInstanceOf(ScanResult.Linked.class);
    }

    @Test
    void asksForANewSecretFirstWhenToldTo() {
        ada.refreshQrAfterScan(true);
        answerWith(companion::answer);
        String ref = TestServer.firstRef(pairing);

        assertThat(ada.scan(companion.qr(ref))).isEqualTo(new ScanResult.RefreshAsked());
        assertThat(pairing.received("notification"))
                .singleElement()
                .satisfies(notification -> assertThat(notification.hasAttr("type", "companion_reg_refresh"))
                        .isTrue());
        assertRefused(() -> ada.scan(companion.qr(ref)), ControlException.Reason.CONFLICT);
        companion.rotateSecret();
        assertThat(ada.scan(companion.qr(ref))).isInstanceOf(ScanResult.Linked.class);
    }

    @Test
    void endsTheScanWhenTheCompanionGoesAway() {
        pairing.channel().listener(node -> {
            if (node.child("pair-success").isPresent()) {
                pairing.drop();
            }
        });

        assertRefused(() -> ada.scan(companion.qr(TestServer.firstRef(pairing))), ControlException.Reason.REFUSED);
    }

    @Test
    void endsTheScanWhenTheCompanionStaysSilent() {
        pairing.channel().listener(node -> {
            if (node.child("pair-success").isPresent()) {
                server.clock.advance(Duration.ofSeconds(61));
                server.core.executor().execute(server.core.housekeeping()::tick);
            }
        });

        assertRefused(() -> ada.scan(companion.qr(TestServer.firstRef(pairing))), ControlException.Reason.TIMEOUT);
    }

    @Test
    void answersPingsAndRefusesOtherQuestionsMeanwhile() {
        assertThat(pairing.ask(Stanzas.iq("get", "w:p").build()).hasAttr("type", "result"))
                .isTrue();
        assertThat(pairing.ask(Stanzas.iq("get", "abt").build()).hasAttr("type", "error"))
                .isTrue();
    }

    private void answerWith(UnaryOperator<Node> answer) {
        pairing.channel().listener(node -> {
            if (node.child("pair-success").isPresent()) {
                pairing.send(answer.apply(node));
            }
        });
    }

    private static void assertRefused(Runnable call, ControlException.Reason reason) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
