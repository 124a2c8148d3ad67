package dev.parley.simulator.media;

import java.util.Optional;

/// A file in a phone's chats, sent or received.
///
/// @param messageId of the message that holds it
/// @param length in bytes
/// @param sha256 of the content, in hex
/// @param sidecar whether codes for playing its beginning came with it, and were right
/// @param problem why a received file could not be had, in words; then length and hash say nothing
public record PhoneFile(
        String messageId,
        MediaKind kind,
        String mimetype,
        Optional<String> fileName,
        Optional<String> caption,
        long length,
        String sha256,
        boolean sidecar,
        Optional<String> problem) {}
