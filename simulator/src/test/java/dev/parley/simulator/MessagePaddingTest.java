package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessagePaddingTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void addsOneToSixteenBytesOfTheirOwnCount() {
        for (int i = 0; i < 200; i++) {
            byte[] padded = MessagePadding.pad(new byte[] {1, 2}, random);

            int count = padded.length - 2;
            assertThat(count).isBetween(1, 16);
            assertThat(Arrays.copyOfRange(padded, 2, padded.length)).containsOnly(count);
            assertThat(MessagePadding.unpad(padded)).contains(new byte[] {1, 2});
        }
    }

    @Test
    void refusesWhatIsNoPadding() {
        assertThat(MessagePadding.unpad(new byte[] {})).isEmpty();
        assertThat(MessagePadding.unpad(new byte[] {1, 0})).isEmpty();
        assertThat(MessagePadding.unpad(new byte[] {3, 3})).isEmpty();
        assertThat(MessagePadding.unpad(new byte[] {1, 2, 9, 3})).isEmpty();
        assertThat(MessagePadding.unpad(new byte[] {1, (byte) 0x81})).isEmpty();
        byte[] seventeen = new byte[17];
        Arrays.fill(seventeen, (byte) 17);
        assertThat(MessagePadding.unpad(seventeen)).isEmpty();
    }
}
