package dev.parley.bridge.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.database.TestDatabase;
import dev.parley.simulator.PasskeyFault;
import dev.parley.simulator.PasskeyPolicy;
import dev.parley.simulator.PhonePasskey;
import dev.parley.simulator.ScanResult;
import dev.parley.simulator.SimulatedPhone;
import dev.parley.simulator.Simulator;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Linking over REST, with the real engine and the simulator's phones.
class LinkingOnSimulatorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Simulator SIMULATOR = Simulator.builder().build().start();
    private static final TestBridge BRIDGE = TestBridge.startOn(TestDatabase.create(), SIMULATOR);

    private final String number = TestBridge.newNumber();
    private final SimulatedPhone phone = SIMULATOR.createPhone(number, "Ada");
    private final PhonePasskey passkey = phone.passkey();
    private final String id = BRIDGE.open(UUID.randomUUID().toString(), 1);

    @AfterAll
    static void stop() {
        BRIDGE.close();
        SIMULATOR.close();
    }

    @Test
    void linksByQrCode() {
        JsonNode status = BRIDGE.awaitStatus(id, view -> view.has("qr"));

        assertThat(phone.scan(status.path("qr").asString())).isInstanceOf(ScanResult.Linked.class);

        assertLinked();
    }

    @Test
    void linksByPairingCode() {
        Answer answer = code();

        assertThat(answer.body().path("code").asString()).matches("[1-9A-HJ-NP-TV-Z]{4}-[1-9A-HJ-NP-TV-Z]{4}");
        assertThat(phone.enterCode(answer.body().path("code").asString())).isInstanceOf(ScanResult.Linked.class);

        assertLinked();
    }

    @Test
    void showsTheCodeThatReplacesAnother() {
        String first = code().body().path("code").asString();

        phone.refreshLinkCode();

        String second = BRIDGE.awaitStatus(id, view -> {
                    String shown = view.path("pairingCode").asString("");
                    return !shown.isEmpty() && !shown.equals(first);
                })
                .path("pairingCode")
                .asString();
        assertThat(phone.enterCode(second)).isInstanceOf(ScanResult.Linked.class);
        assertLinked();
    }

    @Test
    void tellsWhatsAppsRefusals() {
        phone.refuseLinkCodes(Optional.of(429));
        assertThat(code().status()).isEqualTo(429);
        phone.refuseLinkCodes(Optional.of(406));
        Answer refused = code();
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.body().path("error").asString()).contains("406 not-acceptable");
    }

    @Test
    void linksWithAPasskey() {
        passkey.demand(PasskeyPolicy.REQUIRED);
        phone.scan(BRIDGE.awaitStatus(id, view -> view.has("qr")).path("qr").asString());
        JsonNode asked = awaitPasskey("required");

        assertThat(BRIDGE.post("/sessions/" + id + "/passkey", "{\"id\":\"x\"}").status())
                .isEqualTo(400);
        Answer taken = BRIDGE.post(
                "/sessions/" + id + "/passkey",
                passkey.answer(asked.path("options").toString()));

        assertThat(taken.status()).isEqualTo(200);
        assertLinked();
        assertThat(BRIDGE.post("/sessions/" + id + "/passkey", "{}").status()).isEqualTo(409);
    }

    @Test
    void linksWithAPasskeyAndAComparedCode() {
        toComparison();
        String shown = awaitPasskey("confirm").path("code").asString();

        assertThat(passkey.awaitCode(PATIENCE)).isEqualTo(shown);
        passkey.compare(true);
        assertThat(confirm(true).status()).isEqualTo(200);

        assertLinked();
    }

    @Test
    void codesThatDifferStopTheLinking() {
        toComparison();
        awaitPasskey("confirm");

        assertThat(confirm(false).status()).isEqualTo(200);

        BRIDGE.awaitStatus(id, view -> view.path("reason").asString("").equals("codes_differ"));
        assertThat(BRIDGE.status(id).path("status").asString()).isEqualTo("disconnected");
        assertThat(phone.companions()).isEmpty();
    }

    /// The phone cannot know the secret, so that people have to compare.
    private void toComparison() {
        passkey.demand(PasskeyPolicy.REQUIRED);
        passkey.faults(PasskeyFault.SKIP_PRIMARY_HELLO);
        assertThat(phone.enterCode(code().body().path("code").asString())).isInstanceOf(ScanResult.PasskeyAsked.class);
        JsonNode asked = awaitPasskey("required");
        assertThat(asked.has("codelessUntil")).isFalse();
        BRIDGE.post(
                "/sessions/" + id + "/passkey",
                passkey.answer(asked.path("options").toString()));
    }

    private JsonNode awaitPasskey(String state) {
        return BRIDGE.awaitStatus(
                        id,
                        view -> view.path("passkey").path("state").asString("").equals(state))
                .path("passkey");
    }

    private Answer code() {
        return BRIDGE.post("/sessions/" + id + "/pairing-code", "{\"phone\":\"+" + number + "\"}");
    }

    private Answer confirm(boolean matches) {
        return BRIDGE.post("/sessions/" + id + "/passkey/confirm", "{\"matches\":" + matches + "}");
    }

    private void assertLinked() {
        JsonNode status =
                BRIDGE.awaitStatus(id, view -> view.path("status").asString("").equals("connected"));
        assertThat(status.path("phone").asString()).isEqualTo("+" + number);
        assertThat(status.has("qr") || status.has("pairingCode") || status.has("passkey"))
                .isFalse();
    }
}
