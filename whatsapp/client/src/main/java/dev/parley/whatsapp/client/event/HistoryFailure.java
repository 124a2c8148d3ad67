package dev.parley.whatsapp.client.event;

/// Why a part of the history was given up.
public enum HistoryFailure {
    /// It is not what it must be, and the phone did not send it anew.
    CORRUPT,
    /// It is larger, or holds more of something, than is let in.
    TOO_LARGE,
    /// WhatsApp no longer has the file, and the phone did not send it anew.
    GONE,
    /// The file could not be downloaded in many attempts.
    UNREACHABLE,
    /// It could not be stored in many attempts.
    NOT_STORED
}
