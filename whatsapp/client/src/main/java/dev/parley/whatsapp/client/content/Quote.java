package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// The message that another one answers to, as the one who answers tells it.
///
/// @param id of the quoted message
/// @param author who wrote it, without device
/// @param chat where it is, when that is another chat
/// @param content what it showed; quotes inside it are left out
/// @param message the quoted message itself
public record Quote(String id, Optional<Jid> author, Optional<Jid> chat, Optional<Content> content, Message message) {
    /// To answer a message in its own chat.
    ///
    /// @param author who wrote it
    /// @param message as it arrived or was sent
    public static Quote of(String id, Jid author, Message message) {
        Message quoted = ContextWriter.quoted(message);
        return new Quote(id, Optional.of(author.bare()), Optional.empty(), ContentReader.content(quoted), quoted);
    }
}
