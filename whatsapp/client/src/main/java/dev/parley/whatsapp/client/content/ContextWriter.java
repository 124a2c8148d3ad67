package dev.parley.whatsapp.client.content;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Changes what surrounds the content of a message (messaging.md section 8.2). Fields that the schema does not have
/// stay.
public final class ContextWriter {
    private ContextWriter() {}

    /// The same content, to be passed on: forwarded once more, without quote, mentions and secret.
    ///
    /// @param message as it arrived
    public static Message forwarded(Message message) {
        Unwrapper.Unwrapped unwrapped = Unwrapper.unwrap(message);
        int score = ContentReader.read(message)
                .map(read -> read.context().forwardingScore())
                .orElse(0);
        Message inner = unwrapped.message().toBuilder()
                .clearMessageContextInfo()
                .clearSenderKeyDistributionMessage()
                .build();
        Message fresh = change(
                inner,
                _ -> ContextInfo.newBuilder()
                        .setForwardingScore(score == Integer.MAX_VALUE ? score : score + 1)
                        .setIsForwarded(true));
        return message.hasDocumentWithCaptionMessage() ? withCaption(fresh) : fresh;
    }

    /// With the time after which it disappears, unless it says one itself. Messages that show nothing stay as they
    /// are.
    ///
    /// @param setAt when the chat's disappearing mode was last changed
    public static Message expiring(Message message, Duration expiration, Instant setAt) {
        boolean shown = ContentReader.read(message)
                .filter(read -> read.context().expiration().isZero())
                .isPresent();
        return shown && !expiration.isZero()
                ? change(
                        message,
                        info -> info.setExpiration((int) expiration.toSeconds())
                                .setEphemeralSettingTimestamp(setAt.getEpochSecond()))
                : message;
    }

    /// What another message shows of this one when it quotes it.
    static Message quoted(Message message) {
        Message inner = Unwrapper.unwrap(message).message().toBuilder()
                .clearMessageContextInfo()
                .clearSenderKeyDistributionMessage()
                .build();
        return inner.hasConversation() ? inner : change(inner, _ -> ContextInfo.newBuilder());
    }

    static Message withCaption(Message document) {
        return Message.newBuilder()
                .setDocumentWithCaptionMessage(FutureProofMessage.newBuilder().setMessage(document))
                .build();
    }

    static Message with(Message message, MessageContext context) {
        Message.Builder changed =
                isPlain(context) ? message.toBuilder() : change(message, info -> write(context, info)).toBuilder();
        context.secret()
                .ifPresent(secret -> changed.getMessageContextInfoBuilder()
                        .setMessageSecret(com.google.protobuf.ByteString.copyFrom(secret.bytes())));
        return changed.build();
    }

    private static boolean isPlain(MessageContext context) {
        return context.quote().isEmpty()
                && context.mentions().isEmpty()
                && !context.forwarded()
                && context.expiration().isZero();
    }

    private static ContextInfo.Builder write(MessageContext context, ContextInfo.Builder info) {
        context.quote().ifPresent(quote -> {
            info.setStanzaId(quote.id()).setQuotedMessage(quoted(quote.message()));
            quote.author().map(Jid::toString).ifPresent(info::setParticipant);
            quote.chat().map(Jid::toString).ifPresent(info::setRemoteJid);
        });
        context.mentions().forEach(person -> info.addMentionedJid(person.toString()));
        if (context.forwarded()) {
            info.setForwardingScore(context.forwardingScore()).setIsForwarded(true);
        }
        if (!context.expiration().isZero()) {
            info.setExpiration((int) context.expiration().toSeconds());
            context.expirationSetAt().ifPresent(setAt -> info.setEphemeralSettingTimestamp(setAt.getEpochSecond()));
        }
        return info;
    }

    /// The context stands inside the content, under one name in all of them; a plain text has none and becomes an
    /// extended one.
    private static Message change(Message message, UnaryOperator<ContextInfo.Builder> change) {
        if (message.hasDocumentWithCaptionMessage()) {
            return withCaption(change(message.getDocumentWithCaptionMessage().getMessage(), change));
        }
        if (message.hasConversation()) {
            ContextInfo.Builder info = change.apply(ContextInfo.newBuilder());
            return message.toBuilder()
                    .clearConversation()
                    .setExtendedTextMessage(ExtendedTextMessage.newBuilder()
                            .setText(message.getConversation())
                            .setContextInfo(info))
                    .build();
        }
        Message.Builder changed = message.toBuilder();
        message.getAllFields().entrySet().stream()
                .filter(field -> MessageKinds.isShown(field.getKey().getNumber()))
                .forEach(field -> change(field, change).ifPresent(value -> changed.setField(field.getKey(), value)));
        return changed.build();
    }

    private static Optional<com.google.protobuf.Message> change(
            Map.Entry<FieldDescriptor, Object> field, UnaryOperator<ContextInfo.Builder> change) {
        if (!(field.getValue() instanceof com.google.protobuf.Message content)) {
            return Optional.empty();
        }
        FieldDescriptor context = content.getDescriptorForType().findFieldByName("context_info");
        if (context == null || !(content.getField(context) instanceof ContextInfo info)) {
            return Optional.empty();
        }
        ContextInfo changed = change.apply(info.toBuilder()).build();
        com.google.protobuf.Message.Builder builder = content.toBuilder();
        return Optional.of(
                changed.equals(ContextInfo.getDefaultInstance())
                        ? builder.clearField(context).build()
                        : builder.setField(context, changed).build());
    }
}
