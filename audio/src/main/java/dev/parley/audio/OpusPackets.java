package dev.parley.audio;

import java.io.IOException;

/// Takes the packets of an Opus stream as a container holds them. Confined to one thread.
interface OpusPackets {

    /// A packet's samples at 48 kHz, whatever the recording's own rate: Opus counts in them everywhere.
    int CLOCK = 48_000;

    /// Bound for a packet as a container holds it: 120 ms at the highest bitrate are 7,650 bytes.
    int LONGEST = 1 << 14;

    /// A stream begins, and one before it is over (chained Ogg).
    void begin(OpusHead head) throws IOException;

    /// @param packet never empty; a packet of known [OpusPacket#duration]
    /// @param keep how much of what it decodes to is to be played, from its start, at 48 kHz; less than its
    ///     duration only where the container trims the end of the stream
    void packet(byte[] packet, int keep) throws IOException;
}
