package dev.parley.whatsapp.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionIndexTest {
    @Test
    void isACompactArrayOfStrings() {
        ActionIndex index = ActionType.STAR.index("15550001111@s.whatsapp.net", "3EB0AA", "0", "0");
        assertThat(json(index)).isEqualTo("[\"star\",\"15550001111@s.whatsapp.net\",\"3EB0AA\",\"0\",\"0\"]");
        assertThat(index.action()).isEqualTo("star");
        assertThat(index.arguments()).containsExactly("15550001111@s.whatsapp.net", "3EB0AA", "0", "0");
        assertThat(json(ActionType.PUSH_NAME.index())).isEqualTo("[\"setting_pushName\"]");
    }

    /// The output of `JSON.stringify` in Node.js 18 for the same string.
    @Test
    void escapesWhatJavaScriptEscapesAndNothingElse() {
        String text = "a/b<>&='\"\\\b\f\n\r\t\u0001\u001f\u007f\u2028é😀";
        assertThat(json(ActionIndex.of(text)))
                .isEqualTo("[\"a/b<>&='\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\u2028é😀\"]");
        assertThat(ActionIndex.read(ActionIndex.of(text, text).shared())).isEqualTo(ActionIndex.of(text, text));
        assertThat(ActionIndex.read(ActionIndex.of(text, text).shared()).arguments())
                .containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"star\"",
                "{}",
                "[1]",
                "[\"star\",1]",
                "[\"star\",[\"x\"]]",
                "[\"star\"",
                "[\"star\"]]",
                "[\"star\"] []",
                "['star']",
                "[\"st\nar\"]"
            })
    void readsAnythingElseAsAnUnknownAction(String json) {
        ActionIndex index = ActionIndex.read(json.getBytes(StandardCharsets.UTF_8));
        assertThat(index.action()).isEmpty();
        assertThat(index.arguments()).isEmpty();
        assertThat(ActionType.of(index)).isEmpty();
    }

    @Test
    void readsWhatIsNotUtf8AsAnUnknownAction() {
        assertThat(ActionIndex.read(new byte[] {'[', '"', (byte) 0xff, '"', ']'})
                        .action())
                .isEmpty();
    }

    @Test
    void differsByBytesNotByMeaning() {
        ActionIndex escaped = ActionIndex.read("[\"p\\u0069n_v1\"]".getBytes(StandardCharsets.UTF_8));
        assertThat(escaped.action()).isEqualTo("pin_v1");
        assertThat(escaped).isNotEqualTo(ActionType.PIN.index());
    }

    @Test
    void refusesAnIndexThatIsTooLongOrNoUnicode() {
        assertThatThrownBy(() -> ActionIndex.of("x".repeat(4093))).hasMessageContaining("4097 bytes");
        assertThat(ActionIndex.of("x".repeat(4092)).shared()).hasSize(4096);
        assertThatThrownBy(() -> ActionIndex.of("\ud83d")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsEachTypeByItsName() {
        for (ActionType type : ActionType.values()) {
            assertThat(ActionType.of(type.index("x"))).contains(type);
        }
    }

    @Test
    void showsNoArguments() {
        assertThat(ActionType.MUTE.index("15550001111@s.whatsapp.net").toString())
                .isEqualTo("ActionIndex[mute, 1 arguments]");
    }

    private static String json(ActionIndex index) {
        return new String(index.shared(), StandardCharsets.UTF_8);
    }
}
