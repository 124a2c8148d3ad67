package dev.parley.simulator;

/// What a phone does when a companion asks it for a file that the servers have no more.
public enum MediaRetryAnswer {
    /// Uploads it again, if it has it.
    UPLOAD,
    /// Says that it has it no more.
    NOT_FOUND,
    /// The server says so for it, with error code 2 and without encryption.
    GONE,
    /// Says that something went wrong.
    GENERAL_ERROR
}
