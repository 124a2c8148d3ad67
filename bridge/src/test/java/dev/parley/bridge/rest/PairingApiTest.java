package dev.parley.bridge.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bridge.TestBridge;
import dev.parley.bridge.TestBridge.Answer;
import dev.parley.bridge.TestBridge.Linked;
import dev.parley.bridge.engine.FakeDevice;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.pairing.CodeRefusal;
import dev.parley.whatsapp.client.pairing.PairingCodeException;
import dev.parley.whatsapp.client.pairing.PasskeyAnswerException;
import dev.parley.whatsapp.client.pairing.PasskeyProblem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Pairing codes and passkeys over REST, with a script in WhatsApp's place.
class PairingApiTest {
    private final Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.MILLIS);
    private static final String OPTIONS = "{\"challenge\":\"Y2hhbGxlbmdl\",\"rpId\":\"whatsapp.com\"}";

    private final TestBridge bridge = TestBridge.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                          | phone is required
            ''                          | phone is required
            {"phone":" "}               | phone is required
            {"phone":15550001111}       | phone has the wrong type
            {"phone":"call me"}         | phone is no phone number in international form
            {"phone":"+12"}             | phone is no phone number in international form
            {"phone":"+999 1234567890"} | phone is no phone number in international form
            """)
    void refusesToAskForACodeWith(String body, String error) {
        String id = open().id();

        assertError(bridge.post("/sessions/" + id + "/pairing-code", body), 400, error);
    }

    @Test
    void givesACodeAndStartsASessionThatIsNotRunning() {
        Opened session = open();
        String id = session.id();
        session.device().drop(new DisconnectCause.QrExpired());
        bridge.awaitStatus(id, "disconnected", Optional.of("qr_expired"));

        Answer answer = code(id, "+1 (555) 000-1111");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo("{\"success\":true,\"code\":\"ABCD-1234\"}");
        assertThat(bridge.engine().next().codesFor()).containsExactly("+15550001111");
        JsonNode status = bridge.status(id);
        assertThat(status.path("status").asString()).isEqualTo("connecting");
        assertThat(status.path("pairingCode").asString()).isEqualTo("ABCD-1234");
        assertThat(Instant.parse(status.path("pairingCodeExpiresAt").asString()))
                .isAfter(Instant.now());
    }

    @Test
    void aCodeStandsBesideTheQrCodeUntilItFails() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        device.state(new StateEvent.QrCode("2@a", soon));
        code(id, TestBridge.newNumber());

        assertThat(bridge.status(id).path("qr").asString()).isEqualTo("2@a");
        assertThat(bridge.status(id).path("pairingCode").asString()).isNotEmpty();
        device.state(new StateEvent.PairingFailed(new PairingFailure.CodeNotConfirmed()));

        JsonNode failed = bridge.status(id);
        assertThat(failed.path("status").asString()).isEqualTo("qr_ready");
        assertThat(failed.path("reason").asString()).isEqualTo("pairing_code_not_confirmed");
        assertThat(failed.has("pairingCode")).isFalse();
        assertThat(failed.path("qr").asString()).isEqualTo("2@a");
        code(id, TestBridge.newNumber());
        assertThat(bridge.status(id).has("reason")).isFalse();
    }

    @Test
    void eachRefusalHasItsStatus() {
        Map<CodeRefusal, Integer> statuses = Map.of(
                new CodeRefusal.NotANumber(), 400,
                new CodeRefusal.AlreadyLinked(), 409,
                new CodeRefusal.PasskeyAsked(), 409,
                new CodeRefusal.RateLimited(), 429,
                new CodeRefusal.Refused(406, "not\nacceptable"), 502);
        statuses.forEach((refusal, status) -> {
            Opened session = open();
            session.device().refuseWith(new PairingCodeException(refusal));

            assertError(
                    code(session.id(), TestBridge.newNumber()),
                    status,
                    refusal.words().replace('\n', ' '));
        });
        Opened session = open();
        session.device().refuseWith(new WhatsAppException.NotConnected("offline"));
        assertError(code(session.id(), TestBridge.newNumber()), 502, "WhatsApp cannot be reached now");
    }

    @Test
    void aLinkedSessionAndALinkedPhoneGetNoCode() {
        Linked linked = bridge.linked();

        assertError(code(linked.id(), TestBridge.newNumber()), 409, "Session is linked already");
        Answer held = code(open().id(), linked.digits());
        assertThat(held.status()).isEqualTo(409);
        assertThat(held.body().path("error").asString()).startsWith("phone already linked");
    }

    @Test
    void aSessionAndAPhoneGetFiveCodesInTenMinutes() {
        String id = open().id();
        for (int i = 0; i < 5; i++) {
            assertThat(code(id, TestBridge.newNumber()).status()).isEqualTo(200);
        }
        assertThat(code(id, TestBridge.newNumber()).status()).isEqualTo(429);
        String phone = TestBridge.newNumber();
        for (int i = 0; i < 5; i++) {
            assertThat(code(open().id(), phone).status()).isEqualTo(200);
        }
        assertThat(code(open().id(), phone).status()).isEqualTo(429);
    }

    @Test
    void showsThePasskeyThatIsAskedForToALateClient() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        device.state(new StateEvent.QrCode("2@a", soon));
        requirePasskey(device);

        JsonNode status = bridge.status(id);
        assertThat(status.path("status").asString()).isEqualTo("connecting");
        assertThat(status.path("reason").asString()).isEqualTo("passkey_required");
        assertThat(status.has("qr")).isFalse();
        JsonNode passkey = status.path("passkey");
        assertThat(passkey.path("state").asString()).isEqualTo("required");
        assertThat(passkey.path("options").path("challenge").asString()).isEqualTo("Y2hhbGxlbmdl");
        assertThat(Instant.parse(passkey.path("expiresAt").asString())).isEqualTo(soon);
        assertThat(passkey.has("code")).isFalse();
    }

    @Test
    void handsTheAssertionOnAndAsksForTheComparison() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        requirePasskey(device);

        assertThat(bridge.post("/sessions/" + id + "/passkey", "{\"id\":\"x\"}")
                        .response()
                        .body())
                .isEqualTo("{\"success\":true}");
        assertThat(device.assertions()).containsExactly("{\"id\":\"x\"}");
        assertThat(bridge.status(id).path("passkey").path("state").asString()).isEqualTo("waiting_for_phone");
        assertThat(bridge.status(id).path("passkey").has("options")).isFalse();
        device.state(new StateEvent.PasskeyConfirmation("WXYZ-1234"));
        JsonNode passkey = bridge.status(id).path("passkey");
        assertThat(passkey.path("state").asString()).isEqualTo("confirm");
        assertThat(passkey.path("code").asString()).isEqualTo("WXYZ-1234");
        assertThat(Instant.parse(passkey.path("expiresAt").asString())).isEqualTo(soon);

        assertThat(confirm(id, "{\"matches\":true}").status()).isEqualTo(200);
        assertThat(bridge.status(id).path("reason").asString()).isEqualTo("passkey_finishing");
        device.link(TestBridge.newNumber());
        JsonNode linked = bridge.status(id);
        assertThat(linked.path("status").asString()).isEqualTo("connected");
        assertThat(linked.has("passkey")).isFalse();
        assertThat(linked.has("reason")).isFalse();
    }

    @Test
    void codesThatDifferEndTheLinking() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        requirePasskey(device);
        device.state(new StateEvent.PasskeyConfirmation("WXYZ-1234"));

        assertThat(confirm(id, "{\"matches\":false}").status()).isEqualTo(200);

        bridge.awaitStatus(id, "disconnected", Optional.of("codes_differ"));
        assertThat(bridge.status(id).has("passkey")).isFalse();
    }

    @Test
    void saysWhatIsWrongWithAnAnswer() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        requirePasskey(device);
        device.refuseWith(new PasskeyAnswerException(new PasskeyProblem.MissingField("response.signature")));

        assertError(bridge.post("/sessions/" + id + "/passkey", "{}"), 400, "The answer lacks 'response.signature'.");
        assertError(confirm(id, "{}"), 400, "matches is required");
        assertError(confirm(id, ""), 400, "matches is required");
        assertError(confirm(id, "{\"matches\":\"true\"}"), 400, "matches has the wrong type");
        assertError(confirm(id, "{\"matches\":1}"), 400, "matches has the wrong type");
    }

    @Test
    void anAnswerThatNobodyWaitsForIsAConflict() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        device.refuseWith(new PasskeyAnswerException(new PasskeyProblem.NothingPending()));
        assertError(bridge.post("/sessions/" + id + "/passkey", "{}"), 409, "WhatsApp does not ask for a passkey now.");
        device.refuseWith(new PasskeyAnswerException(new PasskeyProblem.NothingToConfirm()));
        assertError(confirm(id, "{\"matches\":true}"), 409, "There is no code to compare now.");

        device.drop(new DisconnectCause.QrExpired());
        bridge.awaitStatus(id, "disconnected", Optional.of("qr_expired"));
        assertThat(bridge.post("/sessions/" + id + "/passkey", "{}").status()).isEqualTo(409);
        assertThat(confirm(id, "{\"matches\":true}").status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /pairing-code    | {"phone":"+15550001111"}
            /passkey         | {}
            /passkey/confirm | {"matches":true}
            """)
    void unknownSessionsAreNotFound(String path, String body) {
        assertError(bridge.post("/sessions/nope" + path, body), 404, "Session not found");
    }

    @Test
    void theDetailsOfAFailureAreKept() {
        Opened session = open();
        String id = session.id();
        FakeDevice device = session.device();
        requirePasskey(device);
        PairingFailure failure = new PairingFailure.PhoneSilent();

        device.state(new StateEvent.PairingFailed(failure));
        device.drop(new DisconnectCause.PairingRefused(failure.words()));

        bridge.awaitStatus(id, "disconnected", Optional.of("phone_silent"));
        assertThat(bridge.status(id).path("reasonText").asString()).isEqualTo(failure.words());
    }

    private record Opened(String id, FakeDevice device) {}

    private Opened open() {
        return new Opened(
                bridge.open(UUID.randomUUID().toString(), 1), bridge.engine().next());
    }

    private Answer code(String id, String phone) {
        return bridge.post("/sessions/" + id + "/pairing-code", "{\"phone\":\"" + phone + "\"}");
    }

    private Answer confirm(String id, String body) {
        return bridge.post("/sessions/" + id + "/passkey/confirm", body);
    }

    private void requirePasskey(FakeDevice device) {
        device.state(new StateEvent.PasskeyRequired(OPTIONS, soon, soon.minusSeconds(300), Optional.empty()));
    }

    private static void assertError(Answer answer, int status, String error) {
        assertThat(answer.body().path("error").asString()).isEqualTo(error);
        assertThat(answer.status()).isEqualTo(status);
    }
}
