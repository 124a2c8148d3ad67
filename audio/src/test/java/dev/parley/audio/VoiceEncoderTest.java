package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VoiceEncoderTest {

    /// Concentus threw an AssertionError out of `silk_find_pitch_lags` at one of these clicks (seed 5, 60 s).
    @Test
    void speechFullOfLoudClicksIsEncodedToItsEnd() throws IOException {
        float[] speech = Speech.at(Voice.RATE, 60);
        Random random = new Random(5);
        for (int i = 0; i < speech.length; i++) {
            boolean click = random.nextInt(200) == 0;
            speech[i] = 0.7f * (click ? (random.nextBoolean() ? 1 : -1) : speech[i]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VoiceEncoder encoder = new VoiceEncoder(out);

        encoder.accept(speech, speech.length, Voice.RATE);
        encoder.finish();

        assertThat(OggFile.pages(out.toByteArray()).getLast().granule()).isEqualTo(60 * OpusPackets.CLOCK + 312);
    }
}
