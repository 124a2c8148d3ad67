package dev.parley.whatsapp.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.simulator.passkey.FakeAuthenticator;
import dev.parley.simulator.passkey.FakeAuthenticator.Manner;
import dev.parley.simulator.passkey.Passkey;
import dev.parley.whatsapp.client.RelyingParty;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PasskeyAssertionTest {
    private static final String CHALLENGE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String OPTIONS_JSON = "{\"challenge\":\"" + CHALLENGE + "\",\"timeout\":600000,"
            + "\"rpId\":\"whatsapp.com\",\"allowCredentials\":[],\"userVerification\":\"required\","
            + "\"extensions\":{\"uvm\":true}}";
    private static final Passkey PASSKEY = Passkey.create(new SecureRandom());
    private static final Manner USUAL = Manner.of(dev.parley.simulator.passkey.RelyingParty.WHATSAPP);

    @Test
    void takesARightAnswerInTheShapeOfTheWebClient() {
        PasskeyAssertion assertion = check(answer(USUAL));

        assertThat(assertion.credentialId()).isEqualTo(PASSKEY.credentialId());
        assertThat(assertion.json())
                .startsWith("{\"id\":\"")
                .contains("\"type\":\"public-key\",\"response\":{\"clientDataJSON\":\"")
                .doesNotContain("authenticatorAttachment", "clientExtensionResults");
    }

    @Test
    void aMissingUserHandleIsNull() {
        assertThat(check(answer(USUAL).replaceFirst(",\"userHandle\":\"[^\"]*\"", ""))
                        .json())
                .contains("\"userHandle\":null");
    }

    static Stream<Arguments> spoiled() {
        return Stream.of(
                Arguments.of(new PasskeyProblem.NotJson(), edit(answer -> answer.substring(0, answer.length() - 2))),
                Arguments.of(new PasskeyProblem.NotJson(), edit(answer -> answer + answer)),
                Arguments.of(new PasskeyProblem.NotJson(), edit(_ -> "[1]")),
                Arguments.of(new PasskeyProblem.NotJson(), edit(answer -> "{\"id\":\"double\"," + answer.substring(1))),
                Arguments.of(new PasskeyProblem.TooLong(), edit(answer -> answer + " ".repeat(64 * 1024))),
                Arguments.of(new PasskeyProblem.MissingField("id"), edit(answer -> rename(answer, "id"))),
                Arguments.of(new PasskeyProblem.MissingField("rawId"), edit(answer -> rename(answer, "rawId"))),
                Arguments.of(new PasskeyProblem.MissingField("type"), edit(answer -> rename(answer, "type"))),
                Arguments.of(
                        new PasskeyProblem.MissingField("response.clientDataJSON"),
                        edit(answer -> rename(answer, "response"))),
                Arguments.of(
                        new PasskeyProblem.MissingField("response.signature"),
                        edit(answer -> rename(answer, "signature"))),
                Arguments.of(
                        new PasskeyProblem.NotBase64Url("rawId"),
                        edit(answer -> answer.replace("\"rawId\":\"", "\"rawId\":\"+/"))),
                Arguments.of(
                        new PasskeyProblem.NotBase64Url("response.signature"),
                        edit(answer -> answer.replaceFirst("(\"signature\":\"[^\"]*)", "$1="))),
                Arguments.of(
                        new PasskeyProblem.NotBase64Url("response.userHandle"),
                        edit(answer -> answer.replaceFirst("(\"userHandle\":\")", "$1 "))),
                Arguments.of(
                        new PasskeyProblem.IdsDiffer(), edit(answer -> answer.replace("\"id\":\"", "\"id\":\"AAAA"))),
                Arguments.of(new PasskeyProblem.WrongType(), edit(answer -> answer.replace("public-key", "password"))),
                Arguments.of(
                        new PasskeyProblem.ClientDataUnreadable(),
                        edit(answer -> clientData(answer, data -> data.substring(1)))),
                Arguments.of(
                        new PasskeyProblem.NotAnAssertion(),
                        edit(answer -> clientData(answer, data -> data.replace("webauthn.get", "webauthn.create")))),
                Arguments.of(
                        new PasskeyProblem.OtherChallenge(),
                        edit(answer -> clientData(answer, data -> data.replace(CHALLENGE, "AAEC")))),
                Arguments.of(
                        new PasskeyProblem.AuthenticatorDataTooShort(),
                        edit(answer -> answer.replaceFirst(
                                "\"authenticatorData\":\"[^\"]*\"", "\"authenticatorData\":\"AAEC\""))));
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void namesWhatIsWrong(PasskeyProblem problem, UnaryOperator<String> spoil) {
        assertThat(problem(spoil.apply(answer(USUAL)))).isEqualTo(problem);
        assertThat(problem.words()).endsWith(".").doesNotContain("\n");
    }

    @Test
    void namesWhatTheAuthenticatorDidWrong() {
        assertThat(problem(answer(USUAL.withOrigin("https://example.org"))))
                .isEqualTo(new PasskeyProblem.OtherOrigin());
        assertThat(problem(answer(USUAL.withFlags(0x04)))).isEqualTo(new PasskeyProblem.UserNotPresent());
        assertThat(problem(answer(USUAL.withFlags(0x01)))).isEqualTo(new PasskeyProblem.UserNotVerified());
        assertThat(problem(answer(new Manner(USUAL.origin(), "example.org", FakeAuthenticator.USUAL_FLAGS, false))))
                .isEqualTo(new PasskeyProblem.OtherRelyingParty());
    }

    @Test
    void takesOnlyAPasskeyThatWasAskedFor() {
        String id = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(PASSKEY.credentialId().toByteArray());

        assertThat(check(answer(USUAL), options(Set.of(id))).credentialId()).isEqualTo(PASSKEY.credentialId());
        assertThat(catchThrowableOfType(
                                PasskeyAnswerException.class, () -> check(answer(USUAL), options(Set.of("AAEC"))))
                        .problem())
                .isEqualTo(new PasskeyProblem.NotAskedFor());
    }

    private static String answer(Manner manner) {
        return FakeAuthenticator.answer(OPTIONS_JSON, PASSKEY, manner);
    }

    private static PasskeyAssertion check(String answer) {
        return check(answer, options(Set.of()));
    }

    private static PasskeyAssertion check(String answer, PasskeyOptions options) {
        return PasskeyAssertion.check(answer, options, RelyingParty.WHATSAPP);
    }

    private static PasskeyOptions options(Set<String> allowed) {
        return new PasskeyOptions(OPTIONS_JSON, CHALLENGE, Duration.ofMinutes(10), allowed);
    }

    private static PasskeyProblem problem(String answer) {
        return catchThrowableOfType(PasskeyAnswerException.class, () -> check(answer))
                .problem();
    }

    private static UnaryOperator<String> edit(UnaryOperator<String> edit) {
        return edit;
    }

    private static String rename(String answer, String field) {
        return answer.replace("\"" + field + "\":", "\"other\":");
    }

    private static String clientData(String answer, UnaryOperator<String> edit) {
        String before = answer.replaceFirst(".*\"clientDataJSON\":\"([^\"]*)\".*", "$1");
        String data = new String(Base64.getUrlDecoder().decode(before), StandardCharsets.UTF_8);
        return answer.replace(
                before,
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(edit.apply(data).getBytes(StandardCharsets.UTF_8)));
    }
}
