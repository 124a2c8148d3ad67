package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the recordings were made stands in `recordings/README.md`.
class VoiceNotesTest {

    private static final Duration LONGEST = Duration.ofHours(2);

    @TempDir
    Path folder;

    /// The slack, in seconds, is what a container does not say of the silence around the sound.
    @ParameterizedTest
    @CsvSource({
        "mono.ogg, 0.001", "stereo.ogg, 0.001", "alaw.wav, 0.001", "ffmpeg.webm, 0.001", "opus.mp4, 0.001",
        "plain.m4a, 0.001", "fragmented.mp4, 0.03", "bare.aac, 0.05", "cbr.mp3, 0.1", "vbr-tagged.mp3, 0.1",
        "chromium-mono.webm, 0.3", "chromium-stereo.webm, 0.3", "chromium-opus.mp4, 0.3",
    })
    void whatWasRecordedIsHeardFromTheVoiceNote(String name, double slack) throws IOException {
        Path note = folder.resolve("note.ogg");

        VoiceNote measured = VoiceNotes.convert(recording(name), note, LONGEST);

        Sound heard = Sound.of(note);
        assertThat(heard.seconds()).isCloseTo(measured.duration().toNanos() / 1e9, within(1e-9));
        assertThat(heard.seconds()).isCloseTo(Speech.SECONDS, within(slack));
        Sound spoken = new Sound(OpusPackets.CLOCK, Speech.at(OpusPackets.CLOCK));
        Sound.Likeness likeness = spoken.likeness(heard, Math.max(0.02, slack));
        assertThat(likeness.correlation()).isGreaterThan(0.95);
        assertThat(likeness.lag()).isBetween(-0.001, slack);
        assertThat(heard.loudness() / spoken.loudness()).isBetween(0.85, 1.15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mono.ogg", "plain.m4a", "chromium-stereo.webm"})
    void aVoiceNoteHasTheShapeThatPhonesGiveIt(String name) throws IOException {
        Path note = folder.resolve("note.ogg");
        VoiceNotes.convert(recording(name), note, LONGEST);

        List<OggFile.Page> pages = OggFile.pages(Files.readAllBytes(note));

        assertThat(pages.getFirst().flags()).isEqualTo(2);
        assertThat(pages.getLast().flags()).isEqualTo(4);
        assertThat(pages.getFirst().packets()).hasSize(1);
        // Version 1, mono, pre-skip 312, 16,000 Hz, no gain, mapping family 0.
        assertThat(pages.getFirst().packets().getFirst())
                .isEqualTo("4f70757348656164" + "01" + "01" + "3801" + "803e0000" + "0000" + "00");
        assertThat(pages.get(1).packets()).hasSize(1);
        assertThat(pages.get(1).packets().getFirst()).startsWith("4f70757354616773");
        long granule = 0;
        for (OggFile.Page page : pages.subList(2, pages.size())) {
            for (String packet : page.packets()) {
                // SILK wideband in 20 ms frames, mono, code 3; three frames of various lengths.
                assertThat(packet).startsWith("4b83");
                granule += 2880;
            }
            boolean last = page.equals(pages.getLast());
            assertThat(page.granule()).isBetween(last ? granule - 2880 + 1 : granule, granule);
            assertThat(page.packets().size()).isBetween(1, 16);
        }
    }

    @Test
    void aNoteOfTheRightShapeKeepsItsPackets() throws IOException {
        Path first = folder.resolve("first.ogg");
        Path second = folder.resolve("second.ogg");
        VoiceNote made = VoiceNotes.convert(recording("mono.ogg"), first, LONGEST);

        VoiceNote passedOn = VoiceNotes.convert(first, second, LONGEST);

        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        assertThat(passedOn.duration()).isEqualTo(made.duration());
        assertThat(VoiceNotes.describe(first, LONGEST)).isEqualTo(passedOn);
    }

    @Test
    void theWaveformShowsWhereSomebodySpokeAndPaused() throws IOException {
        byte[] bars =
                VoiceNotes.describe(recording("alaw.wav"), LONGEST).waveform().toBytes();

        assertThat(bars).hasSize(Waveform.BARS);
        // The pause lasts from 0.9 s to 1.2 s of two seconds.
        assertThat(Arrays.copyOfRange(bars, 30, 38)).containsOnly(0);
        int loudest = 0;
        for (byte bar : bars) {
            assertThat(bar).isBetween((byte) 0, (byte) 100);
            loudest = Math.max(loudest, bar);
        }
        assertThat(loudest).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 1", "1.4, 1", "1.6, 2", "125.49, 125"})
    void secondsAreRoundedAndNeverNone(double duration, int seconds) {
        Waveform silence = new Waveform.Meter().waveform();

        assertThat(new VoiceNote(Duration.ofMillis((long) (duration * 1000)), silence).seconds())
                .isEqualTo(seconds);
    }

    @Test
    void silenceHasAFlatWaveform() throws IOException {
        Path wav = Files.write(folder.resolve("silence"), Speech.wav(new float[8000], 8000));

        assertThat(VoiceNotes.describe(wav, LONGEST).waveform().toBytes()).containsOnly(0);
    }

    @Test
    void whatPlaysTooLongIsRefusedAndLeavesNoFile() throws IOException {
        Path out = folder.resolve("out.ogg");

        assertThatThrownBy(() -> VoiceNotes.convert(recording("mono.ogg"), out, Duration.ofSeconds(1)))
                .isInstanceOf(AudioException.TooLong.class);

        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "GIF89a", "<html><body>no sound</body></html>", "OggS", "RIFF1234WAVE", "ID3"})
    void whatIsNoRecordingIsRefused(String content) throws IOException {
        Path in = Files.write(folder.resolve("in"), content.getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> VoiceNotes.convert(in, folder.resolve("out.ogg"), LONGEST))
                .isInstanceOf(AudioException.class);
    }

    /// Safari's and Chromium's recordings end so when the page is closed.
    @ParameterizedTest
    @ValueSource(strings = {"chromium-mono.webm", "fragmented.mp4", "mono.ogg", "cbr.mp3", "bare.aac", "alaw.wav"})
    void aRecordingThatStopsInTheMiddleIsGoodAsFarAsItGoes(String name) throws IOException {
        byte[] whole = Files.readAllBytes(recording(name));
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length * 3 / 5));

        VoiceNote note = VoiceNotes.convert(cut, folder.resolve("out.ogg"), LONGEST);

        assertThat(note.duration()).isBetween(Duration.ofMillis(400), Duration.ofMillis(1_900));
    }

    private static Path recording(String name) {
        return Path.of("src/test/resources/recordings", name);
    }
}
