package dev.parley.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VoiceNotesTest {

    private static final Duration LONGEST = Duration.ofHours(2);

    @TempDir
    Path folder;

    /// The lag says how exactly the container's own trimming was followed.
    @ParameterizedTest
    @CsvSource({
        "mono.ogg, 0.002", "stereo.ogg, 0.002", "alaw.wav, 0.002",
    })
    void whatWasRecordedIsHeardFromTheVoiceNote(String name, double slack) throws IOException {
        Path note = folder.resolve("note.ogg");

        VoiceNote measured = VoiceNotes.convert(recording(name), note, LONGEST);

        Sound heard = Sound.of(note);
        Sound spoken = new Sound(OpusPackets.CLOCK, Speech.at(OpusPackets.CLOCK));
        assertThat(measured.duration().toMillis() / 1000.0).isCloseTo(Speech.SECONDS, within(0.001 + slack));
        assertThat(heard.seconds()).isCloseTo(measured.duration().toNanos() / 1e9, within(1e-9));
        Sound.Likeness likeness = spoken.likeness(heard, 0.02);
        System.out.println(name + " " + likeness + " " + measured + " " + Files.size(note));
        assertThat(likeness.correlation()).isGreaterThan(0.9);
        assertThat(likeness.lag()).isCloseTo(0, within(slack));
        assertThat(heard.loudness() / spoken.loudness()).isBetween(0.8, 1.2);
    }

    private static Path recording(String name) {
        return Path.of("src/test/resources/recordings", name);
    }
}
