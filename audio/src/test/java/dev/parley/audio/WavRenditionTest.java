package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavRenditionTest {

    private static final Path RECORDINGS = Path.of("src/test/resources/recordings");

    @TempDir
    Path folder;

    /// A note of a phone's kind needs no more than 16 kHz.
    @Test
    void aVoiceNoteSoundsTheSameAsWav() throws IOException, UnsupportedAudioFileException {
        Path note = folder.resolve("note.ogg");
        VoiceNotes.convert(RECORDINGS.resolve("alaw.wav"), note, Duration.ofHours(1));
        WavRendition rendition = WavRendition.of(note);
        byte[] wav = bytes(rendition, 0, rendition.length());

        assertThat(rendition.length()).isEqualTo(44 + 2 * 32_000).isEqualTo(wav.length);
        // Java's own reader judges the header.
        AudioInputStream heard = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav));
        assertThat(heard.getFormat().matches(new AudioFormat(16_000, 16, 1, true, false)))
                .isTrue();
        assertThat(heard.getFrameLength()).isEqualTo(32_000);
        Sound spoken = new Sound(16_000, Speech.at(16_000));
        Sound.Likeness likeness = spoken.likeness(Sound.of(Files.write(folder.resolve("rendition.wav"), wav)), 0.01);
        assertThat(likeness.correlation()).isGreaterThan(0.95);
        assertThat(likeness.lag()).isCloseTo(0, within(0.001));
    }

    @ParameterizedTest
    @CsvSource({"mono.ogg, 1", "stereo.ogg, 2"})
    void musicKeepsItsRateAndChannels(String name, int channels) throws IOException {
        WavRendition rendition = WavRendition.of(RECORDINGS.resolve(name));

        byte[] wav = bytes(rendition, 0, rendition.length());

        assertThat(wav).hasSize(44 + 96_000 * 2 * channels);
        assertThat(wav[22]).isEqualTo((byte) channels);
        Sound spoken = new Sound(48_000, Speech.at(48_000));
        assertThat(spoken.likeness(Sound.of(Files.write(folder.resolve("rendition.wav"), wav)), 0.005)
                        .correlation())
                .isGreaterThan(0.97);
    }

    @Test
    void anyPartIsTheSameAsInTheWhole() throws IOException {
        WavRendition rendition = WavRendition.of(RECORDINGS.resolve("mono.ogg"));
        byte[] whole = bytes(rendition, 0, rendition.length());

        int[][] parts = {{0, 0}, {0, 2}, {43, 2}, {44, 1000}, {12_345, 67_891}, {whole.length - 1, 1}};

        for (int[] part : parts) {
            assertThat(bytes(rendition, part[0], part[1]))
                    .isEqualTo(Arrays.copyOfRange(whole, part[0], part[0] + part[1]));
        }
        assertThatThrownBy(() -> bytes(rendition, 1, rendition.length())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aRecordingThatStopsInTheMiddleIsPlayedAsFarAsItGoes() throws IOException {
        byte[] whole = Files.readAllBytes(RECORDINGS.resolve("mono.ogg"));
        Path cut = Files.write(folder.resolve("cut.ogg"), Arrays.copyOf(whole, whole.length - 100));

        WavRendition rendition = WavRendition.of(cut);

        assertThat(bytes(rendition, 0, rendition.length())).hasSize((int) rendition.length());
    }

    @Test
    void whatIsNoOggIsRefused() {
        assertThatThrownBy(() -> WavRendition.of(RECORDINGS.resolve("cbr.mp3")))
                .isInstanceOf(AudioException.Unsupported.class);
    }

    private static byte[] bytes(WavRendition rendition, long from, long count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        rendition.writeTo(out, from, count);
        return out.toByteArray();
    }
}
