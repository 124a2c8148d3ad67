package dev.parley.whatsapp.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.vault.Credentials;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class QrTextTest {
    @Test
    void hasFiveFieldsBehindThePrefix() {
        Credentials credentials = Credentials.generate(new SecureRandom());

        String text = QrText.of("2@ref", credentials);

        assertThat(text).startsWith("https://wa.me/settings/linked_devices#2@ref,");
        String[] fields = text.substring(text.indexOf('#') + 1).split(",");
        assertThat(fields).hasSize(5);
        assertThat(Base64.getDecoder().decode(fields[1]))
                .isEqualTo(credentials.noiseKey().publicKey().bytes());
        assertThat(Base64.getDecoder().decode(fields[2]))
                .isEqualTo(credentials.identityKey().publicKey().bytes());
        assertThat(Base64.getDecoder().decode(fields[3]))
                .isEqualTo(credentials.advSecret().toByteArray());
        assertThat(fields[4]).isEqualTo("1");
    }
}
