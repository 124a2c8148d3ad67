package dev.parley.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A voice note that already is as phones make it: one stream, mono, SILK in wideband with frames of 20 ms, several of
/// them in each packet but perhaps the last. It is passed on without being encoded again, which would cost quality,
/// but in fresh pages and without its tags.
final class PhoneShape {

    private static final int ONE_FRAME = 9 << 3;
    private static final int SEVERAL_FRAMES = ONE_FRAME | 3;

    private PhoneShape() {}

    /// Leaves the input at its beginning.
    ///
    /// @throws AudioException for what is no Ogg/Opus
    static boolean is(Input in) throws IOException {
        Check check = new Check();
        try {
            OggReader.read(in, check);
        } catch (EOFException _) {
            check.fits = false;
        }
        in.seek(0);
        return check.fits && check.packets > 0;
    }

    /// Writes the note's packets to `out`, and what they sound like to `pcm`.
    static void copy(Input in, OutputStream out, Pcm pcm) throws IOException {
        Copy copy = new Copy(out, OpusDecoding.to(pcm));
        OggReader.read(in, copy);
        copy.finish();
    }

    private static final class Check implements OpusPackets {
        private boolean fits = true;
        private int streams;
        private int packets;
        private int last = SEVERAL_FRAMES;

        @Override
        public void begin(OpusHead head) {
            fits &= ++streams == 1 && head.channels() == 1 && head.rate() == Voice.RATE;
        }

        @Override
        public void packet(byte[] packet, int keep) {
            fits &= last == SEVERAL_FRAMES;
            last = packet[0] & 0xff;
            fits &= last == SEVERAL_FRAMES || last == ONE_FRAME;
            packets++;
        }
    }

    private static final class Copy implements OpusPackets {
        private final OutputStream out;
        private final OpusDecoding decoding;
        private @Nullable OggWriter ogg;
        private long end;

        Copy(OutputStream out, OpusDecoding decoding) {
            this.out = out;
            this.decoding = decoding;
        }

        @Override
        public void begin(OpusHead head) throws IOException {
            ogg = new OggWriter(out, head);
            decoding.begin(head);
        }

        @Override
        public void packet(byte[] packet, int keep) throws IOException {
            if (ogg != null) {
                ogg.packet(packet, OpusPacket.duration(packet));
            }
            decoding.packet(packet, keep);
            end += keep;
        }

        void finish() throws IOException {
            if (ogg != null) {
                ogg.finish(end);
            }
        }
    }
}
