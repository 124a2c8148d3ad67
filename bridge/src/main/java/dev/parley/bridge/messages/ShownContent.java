package dev.parley.bridge.messages;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.content.MessageContext;
import dev.parley.whatsapp.client.content.Quote;
import dev.parley.whatsapp.client.content.Thumbnail;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// What the inbox shows of the engine's contents (contract section 3).
public final class ShownContent {
    private ShownContent() {}

    public static MessageContent of(Content content, MessageContext context) {
        return new MessageContent(
                type(content), words(content), context.quote().map(ShownContent::quote), ShownContent.file(content));
    }

    /// Where WhatsApp has the file of a message.
    public static Optional<MediaFile> reference(Content content) {
        return MediaReference.file(content);
    }

    private static Optional<MessageFile> file(Content content) {
        return reference(content)
                .map(file -> new MessageFile(
                        file.mimetype().orElse(MessageFile.UNKNOWN_TYPE),
                        content instanceof Content.Document document ? document.fileName() : Optional.empty(),
                        caption(content),
                        file.length(),
                        duration(content),
                        dimensions(content),
                        waveform(content),
                        thumbnail(content).map(Thumbnail::image).orElse(Bytes.EMPTY),
                        content instanceof Content.Audio audio && audio.voiceNote(),
                        isAnimated(content)));
    }

    private static Optional<String> caption(Content content) {
        return switch (content) {
            case Content.Image image -> image.caption();
            case Content.Video video -> video.caption();
            case Content.Document document -> document.caption();
            default -> Optional.empty();
        };
    }

    private static OptionalInt duration(Content content) {
        Duration duration =
                switch (content) {
                    case Content.Video video -> video.duration();
                    case Content.Audio audio -> audio.duration();
                    default -> Duration.ZERO;
                };
        return duration.isZero()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(Integer.MAX_VALUE, duration.toSeconds()));
    }

    private static Optional<Dimensions> dimensions(Content content) {
        return switch (content) {
            case Content.Image image -> image.dimensions();
            case Content.Video video -> video.dimensions();
            case Content.Sticker sticker -> sticker.dimensions();
            default -> Optional.empty();
        };
    }

    private static Bytes waveform(Content content) {
        if (!(content instanceof Content.Audio audio) || audio.waveform().isEmpty()) {
            return Bytes.EMPTY;
        }
        byte[] values = new byte[audio.waveform().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = audio.waveform().get(i).byteValue();
        }
        return Bytes.wrap(values);
    }

    private static Optional<Thumbnail> thumbnail(Content content) {
        return switch (content) {
            case Content.Image image -> image.thumbnail();
            case Content.Video video -> video.thumbnail();
            case Content.Document document -> document.thumbnail();
            case Content.Sticker sticker -> sticker.thumbnail();
            default -> Optional.empty();
        };
    }

    private static boolean isAnimated(Content content) {
        return switch (content) {
            case Content.Video video -> video.kind() == Content.VideoKind.GIF;
            case Content.Sticker sticker -> sticker.animated();
            default -> false;
        };
    }

    private static dev.parley.bridge.messages.Quote quote(Quote quote) {
        return new dev.parley.bridge.messages.Quote(
                quote.id(), quote.content().map(ShownContent::words).orElse(""));
    }

    private static MessageType type(Content content) {
        return switch (content) {
            case Content.Text _, Content.Choice _ -> MessageType.TEXT;
            case Content.Image _ -> MessageType.IMAGE;
            case Content.Video _ -> MessageType.VIDEO;
            case Content.Audio _ -> MessageType.AUDIO;
            case Content.Document _ -> MessageType.DOCUMENT;
            case Content.Sticker _ -> MessageType.STICKER;
            case Content.Location _,
                    Content.Contacts _,
                    Content.Poll _,
                    Content.Card _,
                    Content.CallLog _,
                    Content.Album _,
                    Content.Unsupported _ -> MessageType.OTHER;
        };
    }

    private static String words(Content content) {
        return content.words().orElseGet(() -> placeholder(content));
    }

    private static String placeholder(Content content) {
        return switch (content) {
            case Content.Text _ -> "";
            case Content.Image _ -> "[Image]";
            case Content.Video _ -> "[Video]";
            case Content.Audio _ -> "[Audio]";
            case Content.Document _ -> "[Document]";
            case Content.Sticker _ -> "[Sticker]";
            case Content.Location location -> location.live() ? "[liveLocationMessage]" : "[locationMessage]";
            case Content.Contacts contacts ->
                contacts.contacts().size() == 1 ? "[contactMessage]" : "[contactsArrayMessage]";
            case Content.Poll _ -> "[pollCreationMessage]";
            case Content.Choice _ -> "[buttonsResponseMessage]";
            case Content.CallLog _ -> "[callLogMessage]";
            case Content.Album _ -> "[albumMessage]";
            case Content.Card card -> "[" + card.kind() + "]";
            case Content.Unsupported unsupported -> "[" + unsupported.kind() + "]";
        };
    }
}
