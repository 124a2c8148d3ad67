package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JidTest {
    @ParameterizedTest
    @CsvSource({
        "15550001111@s.whatsapp.net, 15550001111, 0, s.whatsapp.net",
        "15550001111:12@s.whatsapp.net, 15550001111, 12, s.whatsapp.net",
        "186303081611421:65535@lid, 186303081611421, 65535, lid",
        "123-456@g.us, 123-456, 0, g.us",
        "status@broadcast, status, 0, broadcast",
        "s.whatsapp.net, '', 0, s.whatsapp.net",
    })
    void readsAndWritesTheTextForm(String text, String user, int device, String server) {
        Jid jid = new Jid(user, device, 0, server);

        assertThat(Jid.parse(text)).contains(jid);
        assertThat(jid).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "@s.whatsapp.net, s.whatsapp.net",
        "15550001111@c.us, 15550001111@s.whatsapp.net",
        "15550001111:0@lid, 15550001111@lid",
    })
    void readsOtherTextForms(String text, String canonical) {
        assertThat(Jid.parse(text)).map(Jid::toString).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "15550001111",
                "a@b@lid",
                "a:@lid",
                "a:+5@lid",
                "a:-1@lid",
                "a:65536@lid",
                "a:99999999999@lid",
                "a:x@lid",
                ":5@lid"
            })
    void refusesWhatIsNoJid(String text) {
        assertThat(Jid.parse(text)).isEmpty();
    }

    @Test
    void refusesADeviceOutOfRange() {
        assertThatThrownBy(() -> Jid.pn("15550001111").withDevice(65_536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Jid.pn("15550001111").withDevice(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Jid.of("15550001111", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
