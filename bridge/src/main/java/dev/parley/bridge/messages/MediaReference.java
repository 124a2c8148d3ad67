package dev.parley.bridge.messages;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.ContentWriter;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.ReadMessage;
import dev.parley.whatsapp.proto.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where WhatsApp has a file, as bytes: WhatsApp's own message around nothing but the file.
final class MediaReference {
    private MediaReference() {}

    static byte[] encode(MediaFile file) {
        return ContentWriter.write(content(file), MessageContext.NONE).toByteArray();
    }

    /// @throws IllegalStateException when the bytes are not what [#encode] gave
    static MediaFile decode(byte[] bytes) {
        try {
            return ContentReader.read(Message.parseFrom(bytes))
                    .map(ReadMessage::content)
                    .flatMap(MediaReference::file)
                    .orElseThrow(() -> new IllegalStateException("a media reference without a file"));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a media reference of " + bytes.length + " bytes cannot be read", e);
        }
    }

    /// The file that a content has.
    static Optional<MediaFile> file(Content content) {
        return switch (content) {
            case Content.Image image -> Optional.of(image.file());
            case Content.Video video -> Optional.of(video.file());
            case Content.Audio audio -> Optional.of(audio.file());
            case Content.Document document -> Optional.of(document.file());
            case Content.Sticker sticker -> Optional.of(sticker.file());
            default -> Optional.empty();
        };
    }

    /// Keys depend on the type, so each stands in a message of its own; a sticker is an image there.
    private static Content content(MediaFile file) {
        return switch (file.type()) {
            case IMAGE -> new Content.Image(file, Optional.empty(), Optional.empty(), Optional.empty());
            case VIDEO ->
                new Content.Video(
                        file,
                        Content.VideoKind.VIDEO,
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty());
            case AUDIO -> new Content.Audio(file, false, Duration.ZERO, List.of());
            case DOCUMENT -> new Content.Document(file, Optional.empty(), Optional.empty(), 0, Optional.empty());
            default -> throw new IllegalArgumentException("no message has a file of type " + file.type());
        };
    }
}
