package dev.parley.whatsapp.client.content;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.content.Content.Audio;
import dev.parley.whatsapp.client.content.Content.Document;
import dev.parley.whatsapp.client.content.Content.Image;
import dev.parley.whatsapp.client.content.Content.Sticker;
import dev.parley.whatsapp.client.content.Content.Video;
import dev.parley.whatsapp.client.content.Content.VideoKind;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.StickerMessage;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// Reads contents that have a file (media-history-appstate.md section 1.9). What is malformed is left out.
final class MediaReader {
    /// A waveform has 64 values; some clients send a few more.
    private static final int MOST_WAVEFORM_VALUES = 256;

    private static final int LOUDEST = 100;

    private MediaReader() {}

    static Image image(ImageMessage image) {
        MediaFile file = new MediaFile(
                MediaType.IMAGE,
                key(image.getMediaKey()),
                hash(image.getFileEncSha256()),
                hash(image.getFileSha256()),
                length(image.hasFileLength(), image.getFileLength()),
                text(image.getMimetype()),
                text(image.getDirectPath()),
                text(image.getUrl()),
                seconds(image.getMediaKeyTimestamp()),
                Bytes.EMPTY);
        return new Image(
                file,
                text(image.getCaption()),
                dimensions(image.getWidth(), image.getHeight()),
                thumbnail(
                        image.getJpegThumbnail(),
                        MediaType.IMAGE_THUMBNAIL,
                        file,
                        image.getThumbnailDirectPath(),
                        image.getThumbnailSha256(),
                        image.getThumbnailEncSha256()));
    }

    /// @param round whether it stood in the field of round videos
    static Video video(VideoMessage video, boolean round) {
        MediaFile file = new MediaFile(
                MediaType.VIDEO,
                key(video.getMediaKey()),
                hash(video.getFileEncSha256()),
                hash(video.getFileSha256()),
                length(video.hasFileLength(), video.getFileLength()),
                text(video.getMimetype()),
                text(video.getDirectPath()),
                text(video.getUrl()),
                seconds(video.getMediaKeyTimestamp()),
                bytes(video.getStreamingSidecar()));
        return new Video(
                file,
                round ? VideoKind.ROUND : video.getGifPlayback() ? VideoKind.GIF : VideoKind.VIDEO,
                text(video.getCaption()),
                duration(video.getSeconds()),
                dimensions(video.getWidth(), video.getHeight()),
                thumbnail(
                        video.getJpegThumbnail(),
                        MediaType.VIDEO_THUMBNAIL,
                        file,
                        video.getThumbnailDirectPath(),
                        video.getThumbnailSha256(),
                        video.getThumbnailEncSha256()));
    }

    static Audio audio(AudioMessage audio) {
        MediaFile file = new MediaFile(
                MediaType.AUDIO,
                key(audio.getMediaKey()),
                hash(audio.getFileEncSha256()),
                hash(audio.getFileSha256()),
                length(audio.hasFileLength(), audio.getFileLength()),
                text(audio.getMimetype()),
                text(audio.getDirectPath()),
                text(audio.getUrl()),
                seconds(audio.getMediaKeyTimestamp()),
                bytes(audio.getStreamingSidecar()));
        return new Audio(file, audio.getPtt(), duration(audio.getSeconds()), waveform(audio.getWaveform()));
    }

    static Document document(DocumentMessage document) {
        MediaFile file = new MediaFile(
                MediaType.DOCUMENT,
                key(document.getMediaKey()),
                hash(document.getFileEncSha256()),
                hash(document.getFileSha256()),
                length(document.hasFileLength(), document.getFileLength()),
                text(document.getMimetype()),
                text(document.getDirectPath()),
                text(document.getUrl()),
                seconds(document.getMediaKeyTimestamp()),
                Bytes.EMPTY);
        return new Document(
                file,
                text(document.getFileName()).or(() -> text(document.getTitle())),
                text(document.getCaption()),
                Math.max(0, document.getPageCount()),
                thumbnail(
                        document.getJpegThumbnail(),
                        MediaType.DOCUMENT_THUMBNAIL,
                        file,
                        document.getThumbnailDirectPath(),
                        document.getThumbnailSha256(),
                        document.getThumbnailEncSha256()));
    }

    static Sticker sticker(StickerMessage sticker) {
        MediaFile file = new MediaFile(
                MediaType.IMAGE,
                key(sticker.getMediaKey()),
                hash(sticker.getFileEncSha256()),
                hash(sticker.getFileSha256()),
                length(sticker.hasFileLength(), sticker.getFileLength()),
                text(sticker.getMimetype()),
                text(sticker.getDirectPath()),
                text(sticker.getUrl()),
                seconds(sticker.getMediaKeyTimestamp()),
                Bytes.EMPTY);
        return new Sticker(
                file,
                sticker.getIsAnimated(),
                sticker.getIsLottie(),
                dimensions(sticker.getWidth(), sticker.getHeight()),
                thumbnail(sticker.getPngThumbnail()));
    }

    /// The picture of a link, the larger one under the text's own media key.
    static Optional<Thumbnail> linkThumbnail(ExtendedTextMessage text) {
        MediaFile file = new MediaFile(
                MediaType.LINK_THUMBNAIL,
                key(text.getMediaKey()),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                seconds(text.getMediaKeyTimestamp()),
                Bytes.EMPTY);
        return thumbnail(
                text.getJpegThumbnail(),
                MediaType.LINK_THUMBNAIL,
                file,
                text.getThumbnailDirectPath(),
                text.getThumbnailSha256(),
                text.getThumbnailEncSha256());
    }

    static Optional<Thumbnail> thumbnail(ByteString image) {
        return image.isEmpty() ? Optional.empty() : Optional.of(Thumbnail.of(bytes(image)));
    }

    private static Optional<Thumbnail> thumbnail(
            ByteString image,
            MediaType type,
            MediaFile of,
            String directPath,
            ByteString sha256,
            ByteString encSha256) {
        if (directPath.isEmpty()) {
            return thumbnail(image);
        }
        MediaFile larger = new MediaFile(
                type,
                of.key(),
                hash(encSha256),
                hash(sha256),
                OptionalLong.empty(),
                Optional.of("image/jpeg"),
                Optional.of(directPath),
                Optional.empty(),
                of.keyTimestamp(),
                Bytes.EMPTY);
        return Optional.of(new Thumbnail(bytes(image), Optional.of(larger)));
    }

    static Optional<String> text(String value) {
        return Optional.of(value).filter(text -> !text.isBlank());
    }

    private static Optional<MediaKey> key(ByteString bytes) {
        return bytes.size() == MediaKey.LENGTH ? Optional.of(MediaKey.of(bytes.toByteArray())) : Optional.empty();
    }

    private static Optional<FileHash> hash(ByteString bytes) {
        return bytes.size() == FileHash.LENGTH ? Optional.of(FileHash.of(bytes.toByteArray())) : Optional.empty();
    }

    private static OptionalLong length(boolean given, long length) {
        return given && length >= 0 ? OptionalLong.of(length) : OptionalLong.empty();
    }

    private static Optional<Instant> seconds(long seconds) {
        return seconds > 0 && seconds <= Instant.MAX.getEpochSecond()
                ? Optional.of(Instant.ofEpochSecond(seconds))
                : Optional.empty();
    }

    private static Duration duration(int seconds) {
        return Duration.ofSeconds(Integer.toUnsignedLong(seconds));
    }

    private static Optional<Dimensions> dimensions(int width, int height) {
        return width > 0 && height > 0 ? Optional.of(new Dimensions(width, height)) : Optional.empty();
    }

    private static List<Integer> waveform(ByteString values) {
        return values.size() > MOST_WAVEFORM_VALUES
                ? List.of()
                : IntStream.range(0, values.size())
                        .map(index -> Math.min(LOUDEST, Byte.toUnsignedInt(values.byteAt(index))))
                        .boxed()
                        .toList();
    }

    private static Bytes bytes(ByteString bytes) {
        return bytes.isEmpty() ? Bytes.EMPTY : Bytes.wrap(bytes.toByteArray());
    }
}
