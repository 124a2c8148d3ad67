package dev.parley.whatsapp.client.contact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactHashesTest {
    /// From messaging.md appendix A.4; again with `printf 100000000000001WA_ADD_NOTIF | md5sum`, the first three bytes
    /// in base64.
    @ParameterizedTest
    @CsvSource({"100000000000001,s7oK", "100000000000002,P2DY", "100000000000003,4ZhY"})
    void isTheBeginningOfAnMd5(String user, String hash) {
        assertThat(ContactHashes.of(user)).isEqualTo(hash);
    }

    @Test
    void differsFromUserToUser() {
        assertThat(ContactHashes.of("100000000000004")).isNotEqualTo("4ZhY");
    }
}
