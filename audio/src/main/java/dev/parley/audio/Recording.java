package dev.parley.audio;

import java.io.EOFException;
import java.io.IOException;

/// Any recording that Parley reads, known by its first bytes.
final class Recording {

    private enum Format {
        OGG,
        WEBM,
        MP4,
        WAV,
        MP3,
        ADTS
    }

    private Recording() {}

    /// Decodes a recording from its beginning. One that stops in the middle is good as far as it goes.
    ///
    /// @throws AudioException when it is none that can be read, or none of its sound
    static void read(Input in, Pcm out) throws IOException {
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

    /// Whether there is nothing to do to make a voice note of it.
    static boolean isVoiceNote(Input in) throws IOException {
        try {
            return format(in) == Format.OGG && PhoneShape.is(in);
        } catch (EOFException e) {
            throw new AudioException.Broken("The recording ends before its sound begins.", e);
        }
    }

    private static void decode(Input in, Pcm out) throws IOException {
        switch (format(in)) {
            case OGG -> OggReader.read(in, OpusDecoding.to(out));
            case WEBM -> WebmReader.read(in, OpusDecoding.to(out));
            case MP4 -> Mp4Reader.read(in, out);
            case WAV -> WavReader.read(in, out);
            case MP3 -> Mp3Reader.read(in, out);
            case ADTS -> AdtsReader.read(in, out);
        }
    }

    private static Format format(Input in) throws IOException {
        byte[] start = in.bytes((int) Math.min(12, in.size()));
        in.seek(0);
        if (begins(start, 0, "OggS")) {
            return Format.OGG;
        }
        if (begins(start, 0, "\u001aE\u00df\u00a3")) {
            return Format.WEBM;
        }
        if (begins(start, 4, "ftyp") || begins(start, 4, "moov") || begins(start, 4, "styp")) {
            return Format.MP4;
        }
        if (begins(start, 0, "RIFF") && begins(start, 8, "WAVE")) {
            return Format.WAV;
        }
        if (at(in, Mp3Reader::recognises)) {
            return Format.MP3;
        }
        if (at(in, AdtsReader::recognises)) {
            return Format.ADTS;
        }
        throw new AudioException.Unsupported("This is no recording of a kind that Parley reads.");
    }

    private interface Sniffer {
        boolean recognises(Input in) throws IOException;
    }

    private static boolean at(Input in, Sniffer sniffer) throws IOException {
        boolean known;
        try {
            known = sniffer.recognises(in);
        } catch (EOFException _) {
            known = false;
        }
        in.seek(0);
        return known;
    }

    private static boolean begins(byte[] start, int at, String tag) {
        if (start.length < at + tag.length()) {
            return false;
        }
        for (int i = 0; i < tag.length(); i++) {
            if ((start[at + i] & 0xff) != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
