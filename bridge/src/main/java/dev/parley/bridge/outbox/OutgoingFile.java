package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageFile;
import dev.parley.bridge.messages.MessageType;
import java.util.Optional;

/// A file to be sent as a message. Its bytes are in the media store already, and stay there for as long as the message
/// names them.
///
/// @param type image, video, audio, document or sticker
/// @param shown what the message says of the file; its thumbnail a small JPEG
/// @param contentHash SHA-256 of the content in hex: its name in the media store
/// @param uploadHash what tells the caller's wish from another: SHA-256 of what it uploaded, in hex. Differs from the
///     content's where that was converted, which need not give the same bytes twice
public record OutgoingFile(MessageType type, MessageFile shown, String contentHash, String uploadHash)
        implements Draft.Body {
    public OutgoingFile {
        if (type == MessageType.TEXT || type == MessageType.OTHER) {
            throw new IllegalArgumentException("a message of type " + type.code() + " has no file");
        }
    }

    @Override
    public String words() {
        return shown.caption()
                .or(() -> type == MessageType.DOCUMENT ? shown.filename() : Optional.empty())
                .orElseGet(() -> "[" + Character.toUpperCase(type.code().charAt(0))
                        + type.code().substring(1) + "]");
    }

    @Override
    public String identity() {
        return uploadHash
                + '\0'
                + shown.filename().orElse("")
                + '\0'
                + shown.caption().orElse("");
    }
}
