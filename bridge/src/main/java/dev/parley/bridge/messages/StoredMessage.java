package dev.parley.bridge.messages;

import dev.parley.bridge.messages.MessageInfo.Reaction;
import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.wire.Bytes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A message as it is stored.
///
/// @param seq the row's key and the order of arrival
/// @param sentAt to the second
/// @param reactions those not taken back: at most one of each side
public record StoredMessage(
        long seq,
        String id,
        boolean fromMe,
        Instant sentAt,
        MessageContent content,
        Optional<MessageStatus> status,
        Optional<String> failure,
        Optional<String> failureCode,
        List<Reaction> reactions,
        Optional<Instant> editedAt,
        Optional<Instant> deletedAt) {
    public StoredMessage {
        reactions = List.copyOf(reactions);
    }

    /// One that nothing has happened to yet.
    public StoredMessage(
            long seq,
            String id,
            boolean fromMe,
            Instant sentAt,
            MessageContent content,
            Optional<MessageStatus> status) {
        this(
                seq,
                id,
                fromMe,
                sentAt,
                content,
                status,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /// @param chatId the chat's name outside
    /// @param personName the name of the person on the other side, if known
    public MessageInfo info(String sessionId, String chatId, Optional<String> personName) {
        Optional<MessageFile> file = content.file();
        return new MessageInfo(
                id,
                chatId,
                content.text(),
                sentAt.getEpochSecond(),
                fromMe,
                fromMe ? Optional.empty() : personName,
                content.type(),
                file.map(_ -> mediaUrl(sessionId, id)),
                file.map(MessageFile::mimetype),
                file.flatMap(MessageFile::filename),
                file.flatMap(MessageFile::caption),
                file.flatMap(StoredMessage::size),
                content.quote(),
                status,
                failure,
                failureCode,
                reactions,
                editedAt.map(Instant::getEpochSecond),
                deletedAt.map(Instant::getEpochSecond),
                file.flatMap(StoredMessage::duration),
                file.map(MessageFile::waveform).map(StoredMessage::values).orElse(List.of()),
                file.map(MessageFile::thumbnail).flatMap(StoredMessage::dataUrl),
                file.map(MessageFile::voice).orElse(false),
                file.map(MessageFile::animated).orElse(false),
                file.flatMap(MessageFile::dimensions).map(Dimensions::width),
                file.flatMap(MessageFile::dimensions).map(Dimensions::height));
    }

    /// The id is the sender's choice.
    private static String mediaUrl(String sessionId, String id) {
        return "/sessions/" + encoded(sessionId) + "/messages/" + encoded(id) + "/media";
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<Integer> values(Bytes waveform) {
        byte[] bytes = waveform.toByteArray();
        return IntStream.range(0, bytes.length)
                .mapToObj(index -> Byte.toUnsignedInt(bytes[index]))
                .toList();
    }

    /// Empty for what is no picture of a kind that every browser shows.
    private static Optional<String> dataUrl(Bytes picture) {
        String start =
                picture.length() < 12 ? "" : new String(picture.toByteArray(), 0, 12, StandardCharsets.ISO_8859_1);
        Optional<String> type = start.startsWith("\u00ff\u00d8\u00ff")
                ? Optional.of("image/jpeg")
                : start.startsWith("\u0089PNG\r\n\u001a\n")
                        ? Optional.of("image/png")
                        : start.startsWith("RIFF") && start.endsWith("WEBP")
                                ? Optional.of("image/webp")
                                : Optional.empty();
        return type.map(
                known -> "data:" + known + ";base64," + Base64.getEncoder().encodeToString(picture.toByteArray()));
    }

    private static Optional<Long> size(MessageFile file) {
        return file.size().isPresent() ? Optional.of(file.size().getAsLong()) : Optional.empty();
    }

    private static Optional<Integer> duration(MessageFile file) {
        return file.duration().isPresent() ? Optional.of(file.duration().getAsInt()) : Optional.empty();
    }
}
