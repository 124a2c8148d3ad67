package dev.parley.whatsapp.media;

/// An encrypted file is not what its message says. Nothing that came out of it may be used. Messages name lengths and
/// hashes, never content.
public final class MediaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    public MediaException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// What is wrong with the file. The first three may be a broken transfer, which can be tried again.
    public enum Kind {
        /// It has a length that no encrypted file has.
        ENCRYPTED_LENGTH,
        /// The SHA-256 of the encrypted file is another.
        ENCRYPTED_HASH,
        /// The code behind the ciphertext does not fit: it was made under another key, or changed.
        MAC,
        /// Authentic, but the content has no proper end.
        PADDING,
        /// The content is longer or shorter than the message says.
        FILE_LENGTH,
        /// Authentic, but the SHA-256 of the content is another.
        FILE_HASH,
        /// The content is longer than the caller allows.
        TOO_LONG
    }

    public Kind kind() {
        return kind;
    }
}
