package dev.parley.whatsapp.client.iq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// GraphQL answers, those that the protocol has and those that it does not (passkey.md section 6.2).
class MexJsonTest {
    @Test
    void findsTheObjectAndReadsPlainValuesAsText() {
        MexJson.Fields fields = MexJson.data("""
                        {"errors":[{"message":"partial","path":[1,{"data":{"x":{}}}]}],
                         "data":{"other":{"x":1},"x":{"flag":true,"text":"t","number":17,"negative":-1,
                           "none":null,"list":[1,[2]],"object":{"flag":false},"last":"0"}}}""", "x").orElseThrow();

        assertThat(fields.fields())
                .isEqualTo(Map.of("flag", "true", "text", "t", "number", "17", "negative", "-1", "last", "0"));
        assertThat(fields.flag("flag")).isTrue();
        assertThat(fields.number("number")).contains(17L);
        assertThat(fields.number("text")).isEmpty();
        assertThat(fields.number("missing")).isEmpty();
    }

    @Test
    void nullMissingAndBrokenAnswersAreNone() {
        assertThat(MexJson.data("{\"data\":{\"x\":null}}", "x")).isEmpty();
        assertThat(MexJson.data("{\"data\":null}", "x")).isEmpty();
        assertThat(MexJson.data("{\"data\":{\"y\":{}}}", "x")).isEmpty();
        assertThat(MexJson.data("{\"x\":{}}", "x")).isEmpty();
        assertThat(MexJson.data("{\"data\":{\"x\":{\"a\":1", "x")).isEmpty();
        assertThat(MexJson.data("", "x")).isEmpty();
        assertThat(MexJson.data("[]", "x")).isEmpty();
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThat(MexJson.data("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", "x"))
                .isEmpty();
        assertThat(MexJson.data("{\"data\":{\"x\":{\"a\":\"" + "b".repeat(20_000) + "\"}}}", "x"))
                .isEmpty();
    }

    @Property
    void arbitraryTextIsReadOrRefusedButNeverThrows(@ForAll String text) {
        assertThat(MexJson.data(text, "x")).isEmpty();
        MexJson.data("{\"data\":{\"x\":{" + text + "}}}", "x").ifPresent(fields -> fields.number("a"));
    }
}
