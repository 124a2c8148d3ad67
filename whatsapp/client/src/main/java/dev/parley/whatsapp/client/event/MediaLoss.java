package dev.parley.whatsapp.client.event;

/// Why the phone did not upload a file again.
public enum MediaLoss {
    /// It has it no more, or never had it: for good.
    NOT_ON_PHONE,
    /// It failed, in its own words in general. It may be asked once more.
    FAILED,
    /// It could not read the request, or its answer cannot be read: the key is another than the file's.
    UNREADABLE
}
