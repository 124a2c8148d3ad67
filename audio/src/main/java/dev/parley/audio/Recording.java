package dev.parley.audio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;

/// Any recording that Parley reads, known by its first bytes.
final class Recording {

    private enum Format {
        OGG,
        WAV
    }

    private Recording() {}

    /// Decodes a recording. One that stops in the middle is good as far as it goes.
    ///
    /// @throws AudioException when it is none that can be read, or none from its beginning
    static void read(Path file, Pcm out) throws IOException {
        try (Input in = Input.open(file)) {
            boolean[] heard = {false};
            Pcm listening = (mono, count, rate) -> {
                heard[0] |= count > 0;
                out.accept(mono, count, rate);
            };
            try {
                decode(in, listening);
            } catch (EOFException e) {
                if (!heard[0]) {
                    throw new AudioException.Broken("The recording ends before its sound begins.", e);
                }
            }
        }
    }

    private static void decode(Input in, Pcm out) throws IOException {
        switch (format(in)) {
            case OGG -> OggReader.read(in, OpusDecoding.to(out));
            case WAV -> WavReader.read(in, out);
        }
    }

    private static Format format(Input in) throws IOException {
        byte[] start = in.bytes((int) Math.min(12, in.size()));
        in.seek(0);
        if (begins(start, 0, "OggS")) {
            return Format.OGG;
        }
        if (begins(start, 0, "RIFF") && begins(start, 8, "WAVE")) {
            return Format.WAV;
        }
        throw new AudioException.Unsupported("This is no recording of a kind that Parley reads.");
    }

    private static boolean begins(byte[] start, int at, String tag) {
        if (start.length < at + tag.length()) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            if (start[at + i] != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
