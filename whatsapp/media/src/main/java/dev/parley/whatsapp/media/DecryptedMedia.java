package dev.parley.whatsapp.media;

/// What a file turned out to be, once it was verified to its end.
///
/// @param fileSha256 of the file in the clear
/// @param fileLength of the file in the clear, in bytes
public record DecryptedMedia(FileHash fileSha256, long fileLength) {}
