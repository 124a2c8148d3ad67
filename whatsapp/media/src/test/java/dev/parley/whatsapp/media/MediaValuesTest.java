package dev.parley.whatsapp.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.crypto.AuthenticationException;
import org.junit.jupiter.api.Test;

class MediaValuesTest {
    @Test
    void keysShowNoContentAndCompareByValue() {
        MediaKey key = MediaKey.generate(new SeededRandom(1));
        assertThat(key.toString()).isEqualTo("MediaKey[32 bytes]");
        assertThat(MediaKey.of(key.bytes())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(MediaKey.generate(new SeededRandom(2))).isNotEqualTo(key);
    }

    @Test
    void keysAndHashesHave32Bytes() {
        for (int length : new int[] {0, 31, 33}) {
            assertThatThrownBy(() -> MediaKey.of(new byte[length])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> FileHash.of(new byte[length])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRetryIsBoundToItsMessageAndFile() {
        MediaKey key = MediaKey.generate(new SeededRandom(1));
        byte[] iv = new byte[MediaRetryCipher.IV_LENGTH];
        byte[] encrypted = MediaRetryCipher.encrypt(key, "3EB0AA", iv, new byte[3]);
        assertThat(MediaRetryCipher.decrypt(key, "3EB0AA", iv, encrypted)).hasSize(3);
        assertThatThrownBy(() -> MediaRetryCipher.decrypt(key, "3EB0AB", iv, encrypted))
                .isInstanceOf(AuthenticationException.class);
        MediaKey other = MediaKey.generate(new SeededRandom(2));
        assertThatThrownBy(() -> MediaRetryCipher.decrypt(other, "3EB0AA", iv, encrypted))
                .isInstanceOf(AuthenticationException.class);
    }
}
