package dev.parley.audio;

import java.time.Duration;

/// What a phone shows of a voice note beside its play button.
///
/// @param duration how long it plays, exact to the sample
public record VoiceNote(Duration duration, Waveform waveform) {

    /// For WhatsApp's field `seconds`: rounded to the nearest second, and at least 1, for a note of zero
    /// seconds is drawn as broken.
    public int seconds() {
        return Math.toIntExact(Math.max(1, duration.plusMillis(500).toSeconds()));
    }
}
