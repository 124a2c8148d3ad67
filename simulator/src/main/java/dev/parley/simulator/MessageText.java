package dev.parley.simulator;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.Message;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds what a phone shows of a message.
final class MessageText {
    private static final int MOST_WRAPPERS = 10;

    private MessageText() {}

    /// The text or caption; empty when there is none.
    static String of(Message message) {
        Message content = unwrapped(message);
        return Stream.of(
                        content.getConversation(),
                        content.getExtendedTextMessage().getText(),
                        content.getImageMessage().getCaption(),
                        content.getVideoMessage().getCaption(),
                        content.getDocumentMessage().getCaption())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /// Without the wrappers that only say how a message is shown.
    static Message unwrapped(Message message) {
        Message content = message;
        for (int i = 0; i < MOST_WRAPPERS; i++) {
            Optional<Message> inner = content.getAllFields().values().stream()
                    .filter(FutureProofMessage.class::isInstance)
                    .map(wrapper -> ((FutureProofMessage) wrapper).getMessage())
                    .findFirst();
            if (inner.isEmpty()) {
                return content;
            }
            content = inner.get().hasMessageContextInfo() || !content.hasMessageContextInfo()
                    ? inner.get()
                    : inner.get().toBuilder()
                            .setMessageContextInfo(content.getMessageContextInfo())
                            .build();
        }
        return content;
    }

    /// Quote, mentions and expiration; they stand inside the content, under the same name in every kind.
    static ContextInfo context(Message message) {
        return unwrapped(message).getAllFields().values().stream()
                .filter(com.google.protobuf.Message.class::isInstance)
                .map(com.google.protobuf.Message.class::cast)
                .flatMap(content -> {
                    FieldDescriptor field = content.getDescriptorForType().findFieldByName("context_info");
                    return field != null && content.getField(field) instanceof ContextInfo context
                            ? Stream.of(context)
                            : Stream.empty();
                })
                .findFirst()
                .orElse(ContextInfo.getDefaultInstance());
    }
}
