package dev.parley.whatsapp.noise;

import static dev.parley.whatsapp.noise.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.whatsapp.crypto.AesGcm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CipherStateTest {
    private static final byte[] KEY = bytes("a4954e418cce126c9629a0640e90f25f629dac07344c1a298280642e4fbada5e");
    private static final byte[] NO_AD = {};

    private final CipherState writer = new CipherState(KEY);
    private final CipherState reader = new CipherState(KEY);

    @Test
    void countsFramesInTheLastFourBytesOfTheNonce() {
        assertThat(writer.encrypt(frame(0))).isEqualTo(expected("000000000000000000000000", frame(0)));
        assertThat(writer.encrypt(frame(1))).isEqualTo(expected("000000000000000000000001", frame(1)));
        CipherState late = new CipherState(KEY, 0xfffffffeL);
        assertThat(late.encrypt(frame(2))).isEqualTo(expected("0000000000000000fffffffe", frame(2)));
    }

    @Test
    void readsFramesInTheirOrder() {
        for (int i = 0; i < 300; i++) {
            assertThat(reader.decrypt(writer.encrypt(frame(i)))).isEqualTo(frame(i));
        }
        assertThat(reader.decrypt(writer.encrypt(NO_AD))).isEmpty();
    }

    @Test
    void refusesARepeatedFrame() {
        byte[] first = writer.encrypt(frame(0));
        reader.decrypt(first);
        assertThatThrownBy(() -> reader.decrypt(first)).isInstanceOf(NoiseException.WrongMac.class);
    }

    @Test
    void refusesAFrameAfterALostOne() {
        writer.encrypt(frame(0));
        byte[] second = writer.encrypt(frame(1));
        assertThatThrownBy(() -> reader.decrypt(second)).isInstanceOf(NoiseException.WrongMac.class);
    }

    @Test
    void refusesAnAlteredOrTruncatedFrame() {
        byte[] frame = writer.encrypt(frame(0));
        frame[0] ^= 1;
        assertThatThrownBy(() -> reader.decrypt(frame)).isInstanceOf(NoiseException.WrongMac.class);
        assertThatThrownBy(() -> reader.decrypt(new byte[15])).isInstanceOf(NoiseException.WrongMac.class);
    }

    @Test
    void stopsWhenItsCountersAreUsedUp() {
        CipherState last = new CipherState(KEY, 0xffffffffL);
        assertThat(last.encrypt(frame(0))).isEqualTo(expected("0000000000000000ffffffff", frame(0)));
        assertThatThrownBy(() -> last.encrypt(frame(1))).isInstanceOf(NoiseException.CounterExhausted.class);
        assertThatThrownBy(() -> last.decrypt(new byte[16])).isInstanceOf(NoiseException.CounterExhausted.class);
    }

    private static byte[] expected(String iv, byte[] plaintext) {
        return AesGcm.encrypt(KEY, bytes(iv), NO_AD, plaintext);
    }

    private static byte[] frame(int number) {
        return ("frame " + number).getBytes(StandardCharsets.US_ASCII);
    }
}
