package dev.parley.audio;

/// Which of a packet's decoded samples are to be played: without the stream's pre-skip and without what its
/// container trims from its end. The one place for this arithmetic, so that a rendition's length counted beforehand
/// is the length that is written.
final class OpusTrim {

    private final int rate;
    private int skip;
    private int from;
    private int to;

    /// @param rate that is decoded at, in Hz: one of Opus's own, all of which divide [OpusPackets#CLOCK]
    OpusTrim(OpusHead head, int rate) {
        this.rate = rate;
        this.skip = Math.round((float) head.preSkip() * rate / OpusPackets.CLOCK);
    }

    /// Goes on to the next packet.
    ///
    /// @param duration and `keep` at 48 kHz
    void next(int duration, int keep) {
        to = at(Math.min(duration, keep));
        from = Math.min(skip, to);
        skip = Math.max(0, skip - at(duration));
    }

    private int at(int samples) {
        return (int) ((long) samples * rate / OpusPackets.CLOCK);
    }

    /// The first of the current packet's samples to be played.
    int from() {
        return from;
    }

    /// The end of them, not included.
    int to() {
        return to;
    }
}
