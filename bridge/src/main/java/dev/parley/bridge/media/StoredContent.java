package dev.parley.bridge.media;

/// A content in the store.
///
/// @param size in bytes
/// @param mimetype what its bytes are, as [FileType] tells; `application/octet-stream` when that is not known
public record StoredContent(ContentHash hash, long size, String mimetype) {}
