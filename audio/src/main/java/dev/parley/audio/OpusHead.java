package dev.parley.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What an Opus stream says of itself at its start (RFC 7845, section 5.1): Ogg's first packet, Matroska's
/// `CodecPrivate`; MP4 has the same fields in another order (`dOps`).
///
/// @param channels 1 or 2
/// @param preSkip how much of the decoder's first output is not to be played, in samples at 48 kHz
/// @param rate the rate that the recording had before it was encoded, in Hz; says nothing about decoding
/// @param gain to be applied to the decoder's output, in 1/256 dB
record OpusHead(int channels, int preSkip, int rate, int gain) {

    private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 19;

    OpusHead {
        if (channels < 1 || channels > 2) {
            throw new AudioException.Unsupported("Opus with " + channels + " channels is not supported.");
        }
    }

    static boolean is(byte[] packet) {
        return packet.length >= MAGIC.length && Arrays.equals(packet, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static OpusHead parse(byte[] packet) {
        if (!is(packet) || packet.length < LENGTH) {
            throw new AudioException.Broken("The Opus stream has no proper header.");
        }
        ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
        int version = in.get() & 0xff;
        int channels = in.get() & 0xff;
        OpusHead head = new OpusHead(channels, in.getShort() & 0xffff, in.getInt(), in.getShort());
        // Family 1 is for surround sound, and says the same as family 0 for one and two channels.
        if (version >= 16 || (in.get() & 0xff) > 1) {
            throw new AudioException.Unsupported("This kind of Opus stream is not supported.");
        }
        return head;
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) channels)
                .putShort((short) preSkip)
                .putInt(rate)
                .putShort((short) gain)
                .put((byte) 0)
                .array();
    }
}
