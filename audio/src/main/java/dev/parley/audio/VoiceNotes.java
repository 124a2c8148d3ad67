package dev.parley.audio;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Makes WhatsApp's voice notes from what browsers record and people upload, and measures those that arrive.
///
/// Read are, known by their content alone: WebM and Matroska with Opus (Chromium, Firefox, recent Safari),
/// Ogg/Opus, MP4 with AAC or Opus, whole or in fragments (Safari, telephones, Chromium), WAV and MP3. A recording
/// that stops in the middle is good as far as it goes.
///
/// Everything streams: the memory taken does not grow with the recording, apart from an MP4's own tables (some
/// bytes for each frame). All methods may be called from any thread; each call works on its own.
public final class VoiceNotes {

    /// The MIME type under which phones know a voice note, to the letter.
    public static final String MIME_TYPE = "audio/ogg; codecs=opus";

    private VoiceNotes() {}

    /// Writes `in` to `out` as the voice note that a phone would have recorded: Ogg/Opus, mono, 16 kHz, three
    /// frames of 20 ms a packet. A note that has this shape already keeps its packets, bit for bit.
    ///
    /// @param in any recording; read only, and from the disk, since an MP4 may have its tables behind its sound
    /// @param out created or overwritten; deleted again when the conversion fails
    /// @param longest what plays longer is refused, as soon as that is seen
    /// @throws AudioException when the recording cannot become a voice note
    /// @throws IOException when a file cannot be read or written
    public static VoiceNote convert(Path in, Path out, Duration longest) throws IOException {
        boolean done = false;
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out))) {
            VoiceNote note = convert(in, file, longest);
            done = true;
            return note;
        } finally {
            if (!done) {
                Files.deleteIfExists(out);
            }
        }
    }

    private static VoiceNote convert(Path in, OutputStream out, Duration longest) throws IOException {
        try (Input input = Input.open(in)) {
            if (Recording.isVoiceNote(input)) {
                Voice voice = new Voice(longest, (_, _, _) -> {});
                PhoneShape.copy(input, out, voice);
                return voice.finish();
            }
            VoiceEncoder encoder = new VoiceEncoder(out);
            Voice voice = new Voice(longest, encoder);
            Recording.read(input, voice);
            VoiceNote note = voice.finish();
            encoder.finish();
            return note;
        }
    }

    /// Measures a recording of any of the kinds that [#convert] reads, without writing anything: for a note
    /// that came without its duration or waveform.
    ///
    /// @param longest what plays longer is refused
    /// @throws AudioException when it cannot be played
    /// @throws IOException when the file cannot be read
    public static VoiceNote describe(Path in, Duration longest) throws IOException {
        try (Input input = Input.open(in)) {
            Voice voice = new Voice(longest, (_, _, _) -> {});
            Recording.read(input, voice);
            return voice.finish();
        }
    }
}
