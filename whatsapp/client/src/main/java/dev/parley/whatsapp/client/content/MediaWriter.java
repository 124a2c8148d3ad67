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

/// Writes contents that have a file (media-history-appstate.md sections 1.9 and 3).
final class MediaWriter {
    private MediaWriter() {}

    static Message.Builder image(Content.Image image, boolean viewOnce) {
        ImageMessage.Builder written = ImageMessage.newBuilder();
        MediaFile file = image.file();
        file.key().map(MediaWriter::key).ifPresent(written::setMediaKey);
        file.encryptedHash().map(MediaWriter::hash).ifPresent(written::setFileEncSha256);
        file.hash().map(MediaWriter::hash).ifPresent(written::setFileSha256);
        file.length().ifPresent(written::setFileLength);
        file.mimetype().ifPresent(written::setMimetype);
        file.directPath().ifPresent(written::setDirectPath);
        file.url().ifPresent(written::setUrl);
        file.keyTimestamp().map(Instant::getEpochSecond).ifPresent(written::setMediaKeyTimestamp);
        image.caption().ifPresent(written::setCaption);
        image.dimensions().ifPresent(size -> written.setWidth(size.width()).setHeight(size.height()));
        image.thumbnail().ifPresent(thumbnail -> {
            inline(thumbnail, written::setJpegThumbnail);
            thumbnail.file().ifPresent(larger -> {
                larger.directPath().ifPresent(written::setThumbnailDirectPath);
                larger.hash().map(MediaWriter::hash).ifPresent(written::setThumbnailSha256);
                larger.encryptedHash().map(MediaWriter::hash).ifPresent(written::setThumbnailEncSha256);
            });
        });
        if (viewOnce) {
            written.setViewOnce(true);
        }
        return Message.newBuilder().setImageMessage(written);
    }

    static Message.Builder video(Content.Video video, boolean viewOnce) {
        VideoMessage.Builder written = VideoMessage.newBuilder();
        MediaFile file = video.file();
        file.key().map(MediaWriter::key).ifPresent(written::setMediaKey);
        file.encryptedHash().map(MediaWriter::hash).ifPresent(written::setFileEncSha256);
        file.hash().map(MediaWriter::hash).ifPresent(written::setFileSha256);
        file.length().ifPresent(written::setFileLength);
        file.mimetype().ifPresent(written::setMimetype);
        file.directPath().ifPresent(written::setDirectPath);
        file.url().ifPresent(written::setUrl);
        file.keyTimestamp().map(Instant::getEpochSecond).ifPresent(written::setMediaKeyTimestamp);
        if (!file.sidecar().isEmpty()) {
            written.setStreamingSidecar(bytes(file.sidecar()));
        }
        video.caption().ifPresent(written::setCaption);
        if (!video.duration().isZero()) {
            written.setSeconds(seconds(video.duration()));
        }
        video.dimensions().ifPresent(size -> written.setWidth(size.width()).setHeight(size.height()));
        video.thumbnail().ifPresent(thumbnail -> {
            inline(thumbnail, written::setJpegThumbnail);
            thumbnail.file().ifPresent(larger -> {
                larger.directPath().ifPresent(written::setThumbnailDirectPath);
                larger.hash().map(MediaWriter::hash).ifPresent(written::setThumbnailSha256);
                larger.encryptedHash().map(MediaWriter::hash).ifPresent(written::setThumbnailEncSha256);
            });
        });
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
        MediaFile file = audio.file();
        file.key().map(MediaWriter::key).ifPresent(written::setMediaKey);
        file.encryptedHash().map(MediaWriter::hash).ifPresent(written::setFileEncSha256);
        file.hash().map(MediaWriter::hash).ifPresent(written::setFileSha256);
        file.length().ifPresent(written::setFileLength);
        file.mimetype().ifPresent(written::setMimetype);
        file.directPath().ifPresent(written::setDirectPath);
        file.url().ifPresent(written::setUrl);
        file.keyTimestamp().map(Instant::getEpochSecond).ifPresent(written::setMediaKeyTimestamp);
        if (!file.sidecar().isEmpty()) {
            written.setStreamingSidecar(bytes(file.sidecar()));
        }
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
        MediaFile file = document.file();
        file.key().map(MediaWriter::key).ifPresent(written::setMediaKey);
        file.encryptedHash().map(MediaWriter::hash).ifPresent(written::setFileEncSha256);
        file.hash().map(MediaWriter::hash).ifPresent(written::setFileSha256);
        file.length().ifPresent(written::setFileLength);
        file.mimetype().ifPresent(written::setMimetype);
        file.directPath().ifPresent(written::setDirectPath);
        file.url().ifPresent(written::setUrl);
        file.keyTimestamp().map(Instant::getEpochSecond).ifPresent(written::setMediaKeyTimestamp);
        document.fileName().ifPresent(name -> written.setFileName(name).setTitle(name));
        if (document.pages() > 0) {
            written.setPageCount(document.pages());
        }
        document.thumbnail().ifPresent(thumbnail -> {
            inline(thumbnail, written::setJpegThumbnail);
            thumbnail.file().ifPresent(larger -> {
                larger.directPath().ifPresent(written::setThumbnailDirectPath);
                larger.hash().map(MediaWriter::hash).ifPresent(written::setThumbnailSha256);
                larger.encryptedHash().map(MediaWriter::hash).ifPresent(written::setThumbnailEncSha256);
            });
        });
        document.caption().ifPresent(written::setCaption);
        Message message = Message.newBuilder().setDocumentMessage(written).build();
        return (document.caption().isPresent() ? ContextWriter.withCaption(message) : message).toBuilder();
    }

    static Message.Builder sticker(Content.Sticker sticker) {
        StickerMessage.Builder written = StickerMessage.newBuilder();
        MediaFile file = sticker.file();
        file.key().map(MediaWriter::key).ifPresent(written::setMediaKey);
        file.encryptedHash().map(MediaWriter::hash).ifPresent(written::setFileEncSha256);
        file.hash().map(MediaWriter::hash).ifPresent(written::setFileSha256);
        file.length().ifPresent(written::setFileLength);
        file.mimetype().ifPresent(written::setMimetype);
        file.directPath().ifPresent(written::setDirectPath);
        file.url().ifPresent(written::setUrl);
        file.keyTimestamp().map(Instant::getEpochSecond).ifPresent(written::setMediaKeyTimestamp);
        if (sticker.animated()) {
            written.setIsAnimated(true);
        }
        if (sticker.lottie()) {
            written.setIsLottie(true);
        }
        sticker.dimensions().ifPresent(size -> written.setWidth(size.width()).setHeight(size.height()));
        sticker.thumbnail().ifPresent(thumbnail -> inline(thumbnail, written::setPngThumbnail));
        return Message.newBuilder().setStickerMessage(written);
    }

    /// The picture of a link; a larger one has its media key in the text itself.
    static void thumbnail(Thumbnail thumbnail, ExtendedTextMessage.Builder text) {
        inline(thumbnail, text::setJpegThumbnail);
        thumbnail.file().ifPresent(larger -> {
            larger.key().map(MediaWriter::key).ifPresent(text::setMediaKey);
            larger.keyTimestamp().map(Instant::getEpochSecond).ifPresent(text::setMediaKeyTimestamp);
            larger.directPath().ifPresent(text::setThumbnailDirectPath);
            larger.hash().map(MediaWriter::hash).ifPresent(text::setThumbnailSha256);
            larger.encryptedHash().map(MediaWriter::hash).ifPresent(text::setThumbnailEncSha256);
        });
    }

    private static void inline(Thumbnail thumbnail, java.util.function.Consumer<ByteString> write) {
        if (!thumbnail.image().isEmpty()) {
            write.accept(bytes(thumbnail.image()));
        }
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
