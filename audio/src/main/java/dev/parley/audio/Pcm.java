package dev.parley.audio;

import java.io.IOException;

/// Takes decoded sound as it comes. Confined to one thread.
interface Pcm {

    /// The lowest and highest sampling rate that occur in recordings, in Hz.
    int LOWEST_RATE = 4_000;

    int HIGHEST_RATE = 192_000;

    /// @param mono the sound, full scale at -1 and 1, from index 0; may be changed here, and is the caller's
    ///     again when this returns
    /// @param rate in Hz, within the bounds above; may change in the middle, as in chained streams
    void accept(float[] mono, int count, int rate) throws IOException;
}
