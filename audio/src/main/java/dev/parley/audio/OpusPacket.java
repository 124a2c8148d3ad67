package dev.parley.audio;

/// The first bytes of an Opus packet (RFC 6716, section 3).
final class OpusPacket {

    /// How many packets and frames hold at most, at 48 kHz: 120 ms.
    static final int LONGEST = 5_760;

    private OpusPacket() {}

    /// @return at 48 kHz, up to 120 ms
    /// @throws AudioException.Broken for a packet that cannot be one
    static int duration(byte[] packet) {
        if (packet.length == 0 || packet.length > OpusPackets.LONGEST) {
            throw broken();
        }
        int duration = frames(packet) * frame((packet[0] >> 3) & 31);
        if (duration == 0 || duration > LONGEST) {
            throw broken();
        }
        return duration;
    }

    /// How many frames a packet holds, from the two lowest bits of its first byte and, for code 3, from the
    /// second.
    static int frames(byte[] packet) {
        return switch (packet[0] & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> {
                if (packet.length < 2) {
                    throw broken();
                }
                yield packet[1] & 63;
            }
        };
    }

    /// One frame's length at 48 kHz, by the packet's configuration number.
    private static int frame(int configuration) {
        if (configuration < 12) {
            return new int[] {480, 960, 1920, 2880}[configuration & 3];
        }
        if (configuration < 16) {
            return (configuration & 1) == 0 ? 480 : 960;
        }
        return 120 << (configuration & 3);
    }

    /// Whether it is encoded by SILK alone, which knows nothing above 8 kHz: so phones record.
    static boolean speech(byte[] packet) {
        return ((packet[0] >> 3) & 31) < 12;
    }

    private static AudioException.Broken broken() {
        return new AudioException.Broken("The recording holds a damaged Opus packet.");
    }
}
