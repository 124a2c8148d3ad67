package dev.parley.whatsapp.client.message;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// Takes the wrappers off a message until its content is reached (messaging.md section 5.3).
final class Unwrapper {
    /// Deeper than anything real; the parser's own limit keeps nesting harmless before that.
    private static final int MAX_DEPTH = 10;

    private Unwrapper() {}

    /// @param destination the chat that a device-sent message names
    record Unwrapped(Message content, Optional<Jid> destination) {}

    /// @param fromOwnAccount only then is a device-sent wrapper believed: from anybody else it would let them
    ///     write in our name
    static Unwrapped unwrap(Message message, boolean fromOwnAccount) {
        Message content = message;
        Optional<Jid> destination = Optional.empty();
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            if (fromOwnAccount && content.hasDeviceSentMessage()) {
                destination = Jid.parse(content.getDeviceSentMessage().getDestinationJid());
                content = withContext(content.getDeviceSentMessage().getMessage(), content);
                continue;
            }
            Optional<Message> inner = inner(content);
            if (inner.isEmpty()) {
                break;
            }
            content = withContext(inner.get(), content);
        }
        return new Unwrapped(content, destination);
    }

    private static Optional<Message> inner(Message message) {
        if (message.hasEphemeralMessage()) {
            return Optional.of(message.getEphemeralMessage().getMessage());
        }
        if (message.hasViewOnceMessage()) {
            return Optional.of(message.getViewOnceMessage().getMessage());
        }
        if (message.hasViewOnceMessageV2()) {
            return Optional.of(message.getViewOnceMessageV2().getMessage());
        }
        if (message.hasDocumentWithCaptionMessage()) {
            return Optional.of(message.getDocumentWithCaptionMessage().getMessage());
        }
        if (message.hasEditedMessage()) {
            return Optional.of(message.getEditedMessage().getMessage());
        }
        return Optional.empty();
    }

    /// The outer context applies where the inner message has none.
    private static Message withContext(Message inner, Message outer) {
        return !inner.hasMessageContextInfo() && outer.hasMessageContextInfo()
                ? inner.toBuilder()
                        .setMessageContextInfo(outer.getMessageContextInfo())
                        .build()
                : inner;
    }
}
