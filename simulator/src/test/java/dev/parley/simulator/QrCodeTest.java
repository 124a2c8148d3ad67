package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrCodeTest {
    private static final String KEY = "AQIDBAUGBwgBAgMEBQYHCAECAwQFBgcIAQIDBAUGBwg=";

    private final Companion companion = new Companion(new SecureRandom());

    @Test
    void readsTheCodeWithAndWithoutItsUrl() {
        String withUrl = companion.qr("2@ref");
        String bare = withUrl.substring(Companion.URL_PREFIX.length());

        for (String text : new String[] {withUrl, bare}) {
            QrCode code = QrCode.parse(text);
            assertThat(code.ref()).isEqualTo("2@ref");
            assertThat(code.noiseKey()).isEqualTo(companion.noise().publicKey());
            assertThat(code.identity()).isEqualTo(companion.identity().publicKey());
            assertThat(code.secret()).hasSize(32);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "2@ref," + KEY + "," + KEY + "," + KEY,
                "2@ref," + KEY + "," + KEY + "," + KEY + ",1,2",
                "," + KEY + "," + KEY + "," + KEY + ",1",
                "2@ref," + KEY + "," + KEY + "," + KEY + ",",
                "2@ref," + KEY + "," + KEY + "," + KEY + ",z",
                "2@ref,AQID," + KEY + "," + KEY + ",1",
                "2@ref," + KEY + ",not base64!," + KEY + ",1",
                "2@ref," + KEY + "," + KEY + ",AQIDBAUGBwgBAgMEBQYHCAECAwQFBgcIAQIDBAUGBwg,1"
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> QrCode.parse(text))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.reason()).isEqualTo(ControlException.Reason.INVALID));
    }
}
