package dev.parley.whatsapp.client.content;

import static dev.parley.whatsapp.client.content.ContentWriter.bytes;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StickerMessage;
import dev.parley.whatsapp.proto.VideoMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// Writes contents that have a file (media-history-appstate.md sections 1.9 and 3). The fields that describe a file
/// and its thumbnail have other numbers in every message, but the same names.
final class MediaWriter {
    private MediaWriter() {}

    static Message.Builder image(Content.Image image, boolean viewOnce) {
        ImageMessage.Builder written = ImageMessage.newBuilder();
        write(image.file(), written);
        image.caption().ifPresent(written::setCaption);
        image.dimensions().ifPresent(size -> written.setWidth(size.width()).setHeight(size.height()));
        image.thumbnail().ifPresent(thumbnail -> write(thumbnail, written));
        if (viewOnce) {
            written.setViewOnce(true);
        }
        return Message.newBuilder().setImageMessage(written);
    }

    static Message.Builder video(Content.Video video, boolean viewOnce) {
        VideoMessage.Builder written = VideoMessage.newBuilder();
        write(video.file(), written);
        video.caption().ifPresent(written::setCaption);
        if (!video.duration().isZero()) {
            written.setSeconds(seconds(video.duration()));
        }
        video.dimensions().ifPresent(size -> written.setWidth(size.width()).setHeight(size.height()));
        video.thumbnail().ifPresent(thumbnail -> write(thumbnail, written));
        if (viewOnce) {
            written.setViewOnce(true);
        }
        return switch (video.kind()) {
            case VIDEO -> Message.newBuilder().setVideoMessage(written);
            case GIF -> Message.newBuilder().setVideoMessage(written.setGifPlayback(true));
            case ROUND -> Message.newBuilder().setPtvMessage(written);
        };
    }

    static Message.Builder audio(Content.Audio audio, boolean viewOnce) {
        AudioMessage.Builder written = AudioMessage.newBuilder();
        write(audio.file(), written);
        if (!audio.duration().isZero()) {
            written.setSeconds(seconds(audio.duration()));
        }
        if (audio.voiceNote()) {
            written.setPtt(true);
        }
        if (!audio.waveform().isEmpty()) {
            written.setWaveform(waveform(audio.waveform()));
        }
        if (viewOnce) {
            written.setViewOnce(true);
        }
        return Message.newBuilder().setAudioMessage(written);
    }

    /// With a caption it stands in a wrapper of its own.
    static Message.Builder document(Content.Document document) {
        DocumentMessage.Builder written = DocumentMessage.newBuilder();
        write(document.file(), written);
        document.fileName().ifPresent(name -> written.setFileName(name).setTitle(name));
        if (document.pages() > 0) {
            written.setPageCount(document.pages());
        }
        document.thumbnail().ifPresent(thumbnail -> write(thumbnail, written));
        document.caption().ifPresent(written::setCaption);
        Message message = Message.newBuilder().setDocumentMessage(written).build();
        return (document.caption().isPresent() ? ContextWriter.withCaption(message) : message).toBuilder();
    }

    static Message.Builder sticker(Content.Sticker sticker) {
        StickerMessage.Builder written = StickerMessage.newBuilder();
        write(sticker.file(), written);
        if (sticker.animated()) {
            written.setIsAnimated(true);
        }
        if (sticker.lottie()) {
            written.setIsLottie(true);
        }
        sticker.dimensions().ifPresent(size -> written.setWidth(size.width()).setHeight(size.height()));
        sticker.thumbnail().ifPresent(thumbnail -> set(written, "png_thumbnail", bytes(thumbnail.image())));
        return Message.newBuilder().setStickerMessage(written);
    }

    /// The picture of a link; a larger one has its media key in the text itself.
    static void thumbnail(Thumbnail thumbnail, ExtendedTextMessage.Builder text) {
        write(thumbnail, text);
        thumbnail.file().ifPresent(larger -> {
            larger.key().ifPresent(key -> set(text, "media_key", key(key)));
            larger.keyTimestamp().ifPresent(made -> set(text, "media_key_timestamp", made.getEpochSecond()));
        });
    }

    private static void write(MediaFile file, com.google.protobuf.Message.Builder message) {
        file.key().ifPresent(key -> set(message, "media_key", key(key)));
        file.encryptedHash().ifPresent(hash -> set(message, "file_enc_sha256", hash(hash)));
        file.hash().ifPresent(hash -> set(message, "file_sha256", hash(hash)));
        file.length().ifPresent(length -> set(message, "file_length", length));
        file.mimetype().ifPresent(mimetype -> set(message, "mimetype", mimetype));
        file.directPath().ifPresent(path -> set(message, "direct_path", path));
        file.url().ifPresent(url -> set(message, "url", url));
        file.keyTimestamp().map(Instant::getEpochSecond).ifPresent(made -> set(message, "media_key_timestamp", made));
        boolean isPlayed = message.getDescriptorForType().findFieldByName("streaming_sidecar") != null;
        if (isPlayed && !file.sidecar().isEmpty()) {
            set(message, "streaming_sidecar", bytes(file.sidecar()));
        }
    }

    private static void write(Thumbnail thumbnail, com.google.protobuf.Message.Builder message) {
        if (!thumbnail.image().isEmpty()) {
            set(message, "jpeg_thumbnail", bytes(thumbnail.image()));
        }
        thumbnail.file().ifPresent(larger -> {
            larger.directPath().ifPresent(path -> set(message, "thumbnail_direct_path", path));
            larger.hash().ifPresent(hash -> set(message, "thumbnail_sha256", hash(hash)));
            larger.encryptedHash().ifPresent(hash -> set(message, "thumbnail_enc_sha256", hash(hash)));
        });
    }

    private static void set(com.google.protobuf.Message.Builder message, String name, Object value) {
        message.setField(Objects.requireNonNull(message.getDescriptorForType().findFieldByName(name), name), value);
    }

    private static ByteString key(MediaKey key) {
        return ByteString.copyFrom(key.bytes());
    }

    private static ByteString hash(FileHash hash) {
        return ByteString.copyFrom(hash.bytes());
    }

    private static int seconds(Duration duration) {
        return (int) duration.toSeconds();
    }

    private static ByteString waveform(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).byteValue();
        }
        return ByteString.copyFrom(bytes);
    }
}
