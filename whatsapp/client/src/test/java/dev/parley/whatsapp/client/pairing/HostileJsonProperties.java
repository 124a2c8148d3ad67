package dev.parley.whatsapp.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.passkey.FakeAuthenticator;
import dev.parley.simulator.passkey.Passkey;
import dev.parley.whatsapp.client.RelyingParty;
import dev.parley.whatsapp.wire.Node;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Whatever a browser or a server sends as JSON is taken or refused in words, and never breaks anything else.
class HostileJsonProperties {
    private static final String OPTIONS =
            "{\"challenge\":\"AAECAwQFBgcICQoLDA0ODw\",\"timeout\":600000,\"rpId\":\"whatsapp.com\"}";
    private static final PasskeyOptions ASKED =
            new PasskeyOptions(OPTIONS, "AAECAwQFBgcICQoLDA0ODw", Duration.ofMinutes(10), Set.of());
    private static final String ANSWER = FakeAuthenticator.answer(
            OPTIONS,
            Passkey.create(new SecureRandom()),
            FakeAuthenticator.Manner.of(dev.parley.simulator.passkey.RelyingParty.WHATSAPP));

    @Property
    void anyTextIsAnAnswerOrARefusalInWords(@ForAll("texts") String text) {
        assertTakenOrRefused(text);
    }

    @Property
    void anAnswerWithOneCharacterChangedIsTakenOrRefused(
            @ForAll @IntRange(max = 10_000) int position, @ForAll char replacement) {
        StringBuilder changed = new StringBuilder(ANSWER);
        changed.setCharAt(position % changed.length(), replacement);
        assertTakenOrRefused(changed.toString());
    }

    @Property
    void anAnswerCutShortIsRefused(@ForAll @IntRange(max = 10_000) int length) {
        String cut = ANSWER.substring(0, length % ANSWER.length());
        assertThat(taken(cut)).isFalse();
    }

    @Property
    void anyTextIsUsableOptionsOrNot(@ForAll("texts") String text) {
        switch (PasskeyOptions.read(text, "whatsapp.com")) {
            case PasskeyOptions.Reading.Usable(PasskeyOptions options) -> {
                assertThat(options.json()).isEqualTo(text);
                assertThat(options.challenge()).isNotEmpty();
                assertThat(options.lifetime()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(30));
            }
            case PasskeyOptions.Reading.Unusable(String problem) ->
                assertThat(problem).isNotBlank();
        }
    }

    @Property
    void nestingOfAnyDepthIsRefused(@ForAll @IntRange(min = 20, max = 5000) int depth) {
        assertThat(taken("{\"id\":" + "[".repeat(depth) + "]".repeat(depth) + "}"))
                .isFalse();
    }

    @Property
    void anyTimeoutGivesASensibleLifetime(@ForAll("timeouts") String timeout) {
        String json = "{\"challenge\":\"AAEC\",\"rpId\":\"whatsapp.com\",\"timeout\":" + timeout + "}";
        assertThat(PasskeyOptions.read(json, "whatsapp.com"))
                .isInstanceOfSatisfying(
                        PasskeyOptions.Reading.Usable.class,
                        usable -> assertThat(usable.options().lifetime())
                                .isPositive()
                                .isLessThanOrEqualTo(Duration.ofMinutes(30)));
    }

    @Property
    void anyBytesAreAPhonesAnswerOrNot(@ForAll byte[] bytes) {
        Node notification = Node.of("notification")
                .child(Node.of("primary_ephemeral_identity").content(bytes))
                .build();
        assertThat(PasskeyCeremony.phone(notification))
                .satisfiesAnyOf(
                        phone -> assertThat(phone).isEmpty(),
                        phone ->
                                assertThat(phone.orElseThrow().nonce().length()).isEqualTo(32));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(200),
                Arbitraries.strings()
                        .withChars("{}[]\":,abcidrawIdresponse0123456789-_")
                        .ofMaxLength(300),
                Arbitraries.of(
                        OPTIONS,
                        ANSWER,
                        "null",
                        "{}",
                        "{\"id\":null}",
                        "{\"id\":{},\"rawId\":[]}",
                        "{\"challenge\":7,\"rpId\":\"whatsapp.com\"}",
                        "{\"challenge\":\"AAEC\",\"rpId\":\"whatsapp.com\",\"allowCredentials\":{\"id\":1}}"));
    }

    @Provide
    Arbitrary<String> timeouts() {
        return Arbitraries.of(
                "0",
                "-1",
                "1",
                "600000",
                "9223372036854775807",
                "1e308",
                "99999999999999999999",
                "\"x\"",
                "null",
                "1.5");
    }

    private static void assertTakenOrRefused(String text) {
        assertThat(taken(text)).isIn(true, false);
    }

    private static boolean taken(String text) {
        try {
            PasskeyAssertion.check(text, ASKED, RelyingParty.WHATSAPP);
            return true;
        } catch (PasskeyAnswerException e) {
            assertThat(e.problem().words()).endsWith(".");
            return false;
        }
    }
}
