package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.MessageFile;
import dev.parley.bridge.messages.MessageType;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.content.Thumbnail;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a message with a file says to WhatsApp.
final class FileContent {
    private FileContent() {}

    /// @param uploaded where WhatsApp has the file
    static Content of(MessageType type, MessageFile file, MediaFile uploaded) {
        Optional<Thumbnail> thumbnail =
                file.thumbnail().isEmpty() ? Optional.empty() : Optional.of(Thumbnail.of(file.thumbnail()));
        Duration duration = Duration.ofSeconds(file.duration().orElse(0));
        return switch (type) {
            case IMAGE -> new Content.Image(uploaded, file.caption(), file.dimensions(), thumbnail);
            case VIDEO ->
                new Content.Video(
                        uploaded,
                        file.animated() ? Content.VideoKind.GIF : Content.VideoKind.VIDEO,
                        file.caption(),
                        duration,
                        file.dimensions(),
                        thumbnail);
            case AUDIO -> {
                byte[] waveform = file.waveform().toByteArray();
                yield new Content.Audio(
                        uploaded,
                        file.voice(),
                        duration,
                        IntStream.range(0, waveform.length)
                                .mapToObj(index -> Byte.toUnsignedInt(waveform[index]))
                                .toList());
            }
            case DOCUMENT -> new Content.Document(uploaded, file.filename(), file.caption(), 0, thumbnail);
            case STICKER -> new Content.Sticker(uploaded, file.animated(), false, file.dimensions(), thumbnail);
            case TEXT, OTHER -> throw new IllegalArgumentException("a message of type " + type.code() + " has no file");
        };
    }
}
