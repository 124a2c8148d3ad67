package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.parley.simulator.passkey.FakeAuthenticator;
import dev.parley.simulator.passkey.Passkey;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.proto.CompanionCommitment;
import dev.parley.whatsapp.proto.CompanionEphemeralIdentity;
import dev.parley.whatsapp.proto.ProloguePayload;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the server lets pass in a passkey ceremony, and in which order; the whole ways are tested by the engine.
class PasskeyDeskTest {
    private static final byte[] NONCE = new byte[32];

    private final TestServer server = new TestServer();
    private final SimulatedPhone ada = server.phone("15550001111", "Ada");
    private final PhonePasskey passkey = ada.passkey();
    private final Companion companion = new Companion(server.random);
    private final TestConnection pairing = server.connect(companion, companion.registration());
    private final KeyPair ephemeral = KeyPair.generate(server.random);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void refusesEverythingWhenNothingIsPending() {
        assertThat(error(get("passkey_request_options"))).isEqualTo("404");
        assertThat(error(get("ref"))).isEqualTo("404");
        assertThat(error(set(Node.of("companion_nonce").content(NONCE)))).isEqualTo("404");
    }

    @Test
    void asksInsteadOfLinking() {
        scan();

        Node request = pairing.received("notification").getFirst();
        assertThat(request.hasAttr("type", "passkey_prologue_request")).isTrue();
        assertThat(options())
                .contains("\"rpId\":\"whatsapp.com\"", "\"timeout\":600000", "\"userVerification\":\"required\"");
        assertThat(ada.companions()).isEmpty();
        assertThat(pairing.received("iq"))
                .noneMatch(iq -> iq.child("pair-success").isPresent());
    }

    @Test
    void sendsTheResultBeforeTheContinuation() {
        scan();
        String id = "prologue-1";
        String answer = passkey.answer(options());
        String ref = ref();

        pairing.send(set(prologue(answer, passkey.passkeys().getFirst(), ref, 1))
                .attr("id", id)
                .build());

        assertThat(pairing.channel().sent().reversed().stream()
                        .limit(2)
                        .map(Node::tag)
                        .toList())
                .containsExactly("notification", "iq");
        assertThat(passkey.phase()).isEqualTo("continued");
    }

    @Test
    void refusesWhatIsOutOfOrder() {
        scan();
        assertThat(error(set(Node.of("companion_nonce").content(NONCE)))).isEqualTo("400");
        assertThat(error(set(Node.of("encrypted_pairing_request").content(NONCE))))
                .isEqualTo("400");
        accept();
        assertThat(error(get("ref"))).isEqualTo("400");
        assertThat(error(set(Node.of("encrypted_pairing_request").content(NONCE))))
                .isEqualTo("400");
        assertThat(error(set(Node.of("companion_nonce").content(new byte[31])))).isEqualTo("400");
        assertThat(ask(set(Node.of("companion_nonce").content(NONCE))).hasAttr("type", "result"))
                .isTrue();
        assertThat(error(set(Node.of("companion_nonce").content(NONCE)))).isEqualTo("400");
    }

    @Test
    void stopsWhenTheNonceIsNotTheOneCommittedTo() {
        scan();
        accept();
        byte[] other = NONCE.clone();
        other[0] = 1;

        ask(set(Node.of("companion_nonce").content(other)));

        assertThat(passkey.phase()).isEqualTo("stopped");
        assertThat(error(set(Node.of("encrypted_pairing_request").content(NONCE))))
                .isEqualTo("404");
    }

    @Test
    void refusesARefOfItsOwnInventionAndAnotherPlatform() {
        scan();
        Passkey right = passkey.passkeys().getFirst();
        String answer = passkey.answer(options());

        assertThat(error(set(prologue(answer, right, "invented", 1)))).isEqualTo("400");
        assertThat(error(set(prologue(answer, right, ref(), 2)))).isEqualTo("400");
        assertThat(ask(set(prologue(answer, right, ref(), 1))).hasAttr("type", "result"))
                .as("neither has cost the challenge")
                .isTrue();
    }

    @Test
    void refusesAnswersThatProveNothing() {
        PhonePasskey bens = server.phone("15550002222", "Ben").passkey();
        Passkey other = bens.create();
        scan();
        Passkey right = passkey.passkeys().getFirst();
        FakeAuthenticator.Manner usual = passkey.usualManner();

        assertThat(error(set(prologue(bens.answer(options()), other, ref(), 1))))
                .as("another account's")
                .isEqualTo("401");
        assertRefused(right, usual.withForgedSignature());
        assertRefused(right, usual.withOrigin("https://example.org"));
        assertRefused(right, usual.withFlags(0x01));
        assertThat(error(set(prologue(passkey.answer(freshOptions()), other, ref(), 1))))
                .as("another id than the answer's")
                .isEqualTo("400");
        assertThat(error(set(prologue("{}", right, freshRef(), 1)))).isEqualTo("400");
    }

    @Test
    void takesAChallengeOnceAndInTimeOnly() {
        scan();
        Passkey right = passkey.passkeys().getFirst();
        String used = options();
        assertThat(error(set(
                        prologue(passkey.answer(used, passkey.usualManner().withForgedSignature()), right, ref(), 1))))
                .isEqualTo("401");
        assertThat(error(set(prologue(passkey.answer(used), right, ref(), 1)))).isEqualTo("404");

        String fresh = freshOptions();
        server.clock.advance(Duration.ofMinutes(10));
        assertThat(error(set(prologue(passkey.answer(fresh), right, ref(), 1)))).isEqualTo("408");
    }

    @Test
    void aPhoneWithoutCodeHasNothingToCompare() {
        scan();

        assertThatThrownBy(() -> passkey.compare(true)).isInstanceOf(ControlException.class);
    }

    @Test
    void aConnectionThatIsGoneEndsTheCeremony() {
        scan();
        pairing.drop();

        assertThat(passkey.phase()).isEqualTo("stopped");
    }

    private void assertRefused(Passkey right, FakeAuthenticator.Manner manner) {
        assertThat(error(set(prologue(passkey.answer(freshOptions(), manner), right, ref(), 1))))
                .isEqualTo("401");
    }

    private void scan() {
        passkey.demand(PasskeyPolicy.REQUIRED);
        assertThat(ada.scan(companion.qr(TestServer.firstRef(pairing)))).isInstanceOf(ScanResult.PasskeyAsked.class);
    }

    private void accept() {
        String answer = passkey.answer(options());
        assertThat(ask(set(prologue(answer, passkey.passkeys().getFirst(), ref(), 1)))
                        .hasAttr("type", "result"))
                .isTrue();
    }

    private String options() {
        return pairing.received("notification")
                .getFirst()
                .child("passkey_request_options")
                .flatMap(Node::text)
                .orElseThrow();
    }

    private String freshOptions() {
        return ask(get("passkey_request_options"))
                .child("passkey_request_options")
                .flatMap(Node::text)
                .orElseThrow();
    }

    private String freshRef() {
        freshOptions();
        return ref();
    }

    private String ref() {
        return ask(get("ref")).child("ref").flatMap(Node::text).orElseThrow();
    }

    private Node.Builder prologue(String answer, Passkey used, String ref, int platform) {
        byte[] identity = CompanionEphemeralIdentity.newBuilder()
                .setPublicKey(ByteString.copyFrom(ephemeral.publicKey().bytes()))
                .setDeviceType(platform)
                .setRef(ref)
                .build()
                .toByteArray();
        byte[] payload = ProloguePayload.newBuilder()
                .setCompanionEphemeralIdentity(ByteString.copyFrom(identity))
                .setCommitment(
                        CompanionCommitment.newBuilder().setHash(ByteString.copyFrom(Sha256.of(identity, NONCE))))
                .build()
                .toByteArray();
        return Node.of("passkey_prologue")
                .child(Node.of("credential_id").content(used.credentialId()))
                .child(Node.of("webauthn_assertion").content(Bytes.utf8(answer)))
                .child(Node.of("prologue_payload").content(payload));
    }

    private static Node.Builder get(String tag) {
        return Stanzas.iq("get", "md").child(Node.of(tag));
    }

    private static Node.Builder set(Node.Builder child) {
        return Stanzas.iq("set", "md").child(child);
    }

    private Node ask(Node.Builder iq) {
        return pairing.ask(iq.build());
    }

    private String error(Node.Builder iq) {
        return ask(iq).child("error").map(error -> error.attrOrEmpty("code")).orElse("none");
    }
}
