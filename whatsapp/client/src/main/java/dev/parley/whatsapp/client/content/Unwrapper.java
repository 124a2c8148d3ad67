package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.Message;
import java.util.Optional;

/// Takes the wrappers off a message until its content is reached (messaging.md section 5.3).
public final class Unwrapper {
    /// Deeper than anything real; the parser's own limit keeps nesting harmless before that.
    private static final int MAX_DEPTH = 10;

    private Unwrapper() {}

    /// @param viewOnce whether a wrapper said so; likewise `ephemeral` and `edited`
    public record Unwrapped(Message message, boolean viewOnce, boolean ephemeral, boolean edited) {}

    /// Takes off the wrapper in which own devices tell each other what they sent. Only for messages of the own
    /// account: from anybody else it would let them write in our name.
    public static Message fromOwnDevice(Message message) {
        return message.hasDeviceSentMessage()
                ? withContext(message.getDeviceSentMessage().getMessage(), message)
                : message;
    }

    public static Unwrapped unwrap(Message message) {
        Message inner = message;
        boolean viewOnce = false;
        boolean ephemeral = false;
        boolean edited = false;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Optional<FutureProofMessage> wrapper = wrapper(inner);
            if (wrapper.isEmpty()) {
                break;
            }
            viewOnce |=
                    inner.hasViewOnceMessage() || inner.hasViewOnceMessageV2() || inner.hasViewOnceMessageV2Extension();
            ephemeral |= inner.hasEphemeralMessage();
            edited |= inner.hasEditedMessage();
            inner = withContext(wrapper.get().getMessage(), inner);
        }
        return new Unwrapped(inner, viewOnce, ephemeral, edited);
    }

    /// All wrappers but the device-sent one have this form.
    private static Optional<FutureProofMessage> wrapper(Message message) {
        return message.getAllFields().values().stream()
                .filter(FutureProofMessage.class::isInstance)
                .map(FutureProofMessage.class::cast)
                .findFirst();
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
