package dev.parley.bridge.messages;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads what there is to show in a message (messaging.md sections 8.1, 8.3 and 8.5). Kinds that the engine's
/// schema does not know yet are told by their field number alone.
public final class ContentReader {
    /// A kind of message that is more than text.
    ///
    /// @param captions numbers of the fields to take the text from, the first that is there
    private record Kind(MessageType type, String placeholder, List<Integer> captions) {
        static Kind of(MessageType type, String placeholder, Integer... captions) {
            return new Kind(type, placeholder, List.of(captions));
        }

        static Kind other(String name) {
            return of(MessageType.OTHER, "[" + name + "]");
        }
    }

    private static final Map<Integer, Kind> KINDS = Map.ofEntries(
            Map.entry(3, Kind.of(MessageType.IMAGE, "[Image]", 3)),
            Map.entry(4, Kind.other("contactMessage")),
            Map.entry(5, Kind.other("locationMessage")),
            Map.entry(7, Kind.of(MessageType.DOCUMENT, "[Document]", 20, 8, 3)),
            Map.entry(8, Kind.of(MessageType.AUDIO, "[Audio]")),
            Map.entry(9, Kind.of(MessageType.VIDEO, "[Video]", 7)),
            Map.entry(13, Kind.other("contactsArrayMessage")),
            Map.entry(14, Kind.other("highlyStructuredMessage")),
            Map.entry(16, Kind.other("sendPaymentMessage")),
            Map.entry(18, Kind.other("liveLocationMessage")),
            Map.entry(22, Kind.other("requestPaymentMessage")),
            Map.entry(25, Kind.other("templateMessage")),
            Map.entry(26, Kind.of(MessageType.STICKER, "[Sticker]")),
            Map.entry(28, Kind.other("groupInviteMessage")),
            Map.entry(29, Kind.of(MessageType.TEXT, "[templateButtonReplyMessage]", 2)),
            Map.entry(30, Kind.other("productMessage")),
            Map.entry(36, Kind.other("listMessage")),
            Map.entry(38, Kind.other("orderMessage")),
            Map.entry(39, Kind.of(MessageType.TEXT, "[listResponseMessage]", 1)),
            Map.entry(41, Kind.other("invoiceMessage")),
            Map.entry(42, Kind.other("buttonsMessage")),
            Map.entry(43, Kind.of(MessageType.TEXT, "[buttonsResponseMessage]", 2)),
            Map.entry(45, Kind.other("interactiveMessage")),
            Map.entry(48, Kind.other("interactiveResponseMessage")),
            Map.entry(49, Kind.other("pollCreationMessage")),
            Map.entry(54, Kind.other("requestPhoneNumberMessage")),
            Map.entry(60, Kind.other("pollCreationMessageV2")),
            Map.entry(64, Kind.other("pollCreationMessageV3")),
            Map.entry(66, Kind.of(MessageType.VIDEO, "[Video]", 7)),
            Map.entry(69, Kind.other("callLogMessage")),
            Map.entry(75, Kind.other("eventMessage")),
            Map.entry(83, Kind.other("albumMessage")),
            Map.entry(86, Kind.other("stickerPackMessage")),
            Map.entry(111, Kind.other("pollCreationMessageV5")),
            Map.entry(119, Kind.other("pollCreationMessageV6")));

    /// Fields that change or accompany another message: reactions, votes, pins, comments, key material.
    private static final Set<Integer> NO_BUBBLE =
            Set.of(2, 10, 12, 15, 35, 46, 47, 50, 51, 56, 63, 70, 71, 76, 82, 123, 127);

    private ContentReader() {}

    /// @return empty when there is nothing to show: key distribution, reactions, edits and the like
    public static Optional<MessageContent> read(Message message) {
        if (message.hasConversation()) {
            return Optional.of(MessageContent.text(message.getConversation()));
        }
        if (message.hasExtendedTextMessage()) {
            ExtendedTextMessage text = message.getExtendedTextMessage();
            return Optional.of(new MessageContent(MessageType.TEXT, text.getText(), quote(text.getContextInfo())));
        }
        // The lowest number first, so that the answer does not depend on a map's order.
        return new TreeMap<>(parse(message.toByteString()).asMap())
                .entrySet().stream()
                        .filter(field -> !NO_BUBBLE.contains(field.getKey()))
                        .map(field -> content(field.getKey(), field.getValue()))
                        .findFirst();
    }

    private static MessageContent content(int number, UnknownFieldSet.Field field) {
        Kind kind = KINDS.getOrDefault(number, Kind.other("message" + number));
        String caption = texts(field, kind.captions()).findFirst().orElse(kind.placeholder());
        return new MessageContent(kind.type(), caption, Optional.empty());
    }

    private static Stream<String> texts(UnknownFieldSet.Field field, List<Integer> numbers) {
        return field.getLengthDelimitedList().stream()
                .map(ContentReader::parse)
                .flatMap(fields -> numbers.stream()
                        .map(fields::getField)
                        .map(UnknownFieldSet.Field::getLengthDelimitedList)
                        .flatMap(values -> values.stream().limit(1)))
                .map(ByteString::toStringUtf8)
                .filter(text -> !text.isBlank());
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException _) {
            return UnknownFieldSet.getDefaultInstance();
        }
    }

    private static Optional<Quote> quote(ContextInfo context) {
        if (!context.hasStanzaId()) {
            return Optional.empty();
        }
        // The quoted message's own quote is not followed, so depth is no matter.
        return Optional.of(new Quote(
                context.getStanzaId(),
                read(withoutContext(context.getQuotedMessage()))
                        .map(MessageContent::text)
                        .orElse("")));
    }

    private static Message withoutContext(Message quoted) {
        return quoted.hasExtendedTextMessage()
                ? Message.newBuilder()
                        .setConversation(quoted.getExtendedTextMessage().getText())
                        .build()
                : quoted;
    }
}
