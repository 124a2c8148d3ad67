package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;

/// What came of a phone's scan, or of a code typed on it.
public sealed interface ScanResult {
    /// The companion is linked and has been told to reconnect.
    ///
    /// @param device its number
    record Linked(int device, Jid jid, Jid lid) implements ScanResult {}

    /// The account demands a passkey, and the companion was asked for one; it is linked when that is done.
    record PasskeyAsked() implements ScanResult {}

    /// The account demands a passkey and has none: its owner is to create one and scan again. The companion knows
    /// nothing of it.
    record PasskeyMissing() implements ScanResult {}

    /// The companion was asked for a new secret; the code that it shows next is to be scanned.
    record RefreshAsked() implements ScanResult {}
}
