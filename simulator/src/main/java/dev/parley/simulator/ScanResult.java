package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;

/// What came of a phone's scan.
public sealed interface ScanResult {
    /// The companion is linked and has been told to reconnect.
    ///
    /// @param device its number
    record Linked(int device, Jid jid, Jid lid) implements ScanResult {}

    /// The companion was asked for a new secret; the code that it shows next is to be scanned.
    record RefreshAsked() implements ScanResult {}
}
