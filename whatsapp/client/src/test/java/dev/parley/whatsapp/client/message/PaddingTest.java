package dev.parley.whatsapp.client.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaddingTest {
    @Test
    void addsOneToSixteenBytesOfTheirNumber() {
        Set<Integer> lengths = new HashSet<>();
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 2000; i++) {
            byte[] padded = Padding.add(new byte[] {42}, random);
            lengths.add(padded.length - 1);
            assertThat(Padding.remove(padded)).hasValue(new byte[] {42});
        }
        assertThat(lengths).hasSize(16).allMatch(length -> length >= 1 && length <= 16);
    }

    @Test
    void refusesWhatIsNoPadding() {
        assertThat(Padding.remove(new byte[0])).isEmpty();
        assertThat(Padding.remove(new byte[] {1, 2, 0})).isEmpty();
        assertThat(Padding.remove(new byte[] {4, 4, 4}))
                .as("longer than the message")
                .isEmpty();
        assertThat(Padding.remove(new byte[] {9, 3, 2, 3, 3}))
                .as("not all bytes alike")
                .isEmpty();
    }

    @Test
    void acceptsAMessageThatIsAllPadding() {
        assertThat(Padding.remove(new byte[] {2, 2})).hasValue(new byte[0]);
    }
}
