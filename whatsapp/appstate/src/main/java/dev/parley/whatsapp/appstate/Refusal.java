package dev.parley.whatsapp.appstate;

/// Why a patch or snapshot was refused.
public enum Refusal {
    /// It is not of the agreed form, or larger than any real one.
    MALFORMED,
    /// The patch was not made by a device of the account, or changed afterwards.
    PATCH_MAC,
    /// A record's value was not made by a device of the account, or changed afterwards.
    VALUE_MAC,
    /// A record's content belongs under another index.
    INDEX_MAC,
    /// The records of the snapshot are not all, or not those, that its maker had.
    SNAPSHOT_MAC
}
