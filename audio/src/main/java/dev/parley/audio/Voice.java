package dev.parley.audio;

import java.io.IOException;
import java.time.Duration;

/// Brings a recording to the rate of voice notes, bounds it and measures it on its way. One use.
final class Voice implements Pcm {

    /// The rate at which phones record, in Hz.
    static final int RATE = 16_000;

    private final Duration longest;
    private final Waveform.Meter meter = new Waveform.Meter();
    private final Resampler resampler;

    /// @param next takes the voice at [#RATE], and nothing beyond `longest`
    Voice(Duration longest, Pcm next) {
        this.longest = longest;
        this.resampler = new Resampler(RATE, (mono, count, rate) -> {
            meter.add(mono, count);
            if (duration().compareTo(longest) > 0) {
                throw tooLong();
            }
            next.accept(mono, count, rate);
        });
    }

    @Override
    public void accept(float[] mono, int count, int rate) throws IOException {
        resampler.accept(mono, count, rate);
    }

    /// @throws AudioException.Broken when there was no sound
    VoiceNote finish() throws IOException {
        resampler.finish();
        if (meter.samples() == 0) {
            throw new AudioException.Broken("The recording holds no sound.");
        }
        return new VoiceNote(duration(), meter.waveform());
    }

    private Duration duration() {
        return Duration.ofNanos(meter.samples() * (1_000_000_000L / RATE));
    }

    private AudioException.TooLong tooLong() {
        return new AudioException.TooLong("The recording is longer than " + longest.toMinutes() + " minutes.");
    }
}
