package dev.parley.simulator.media;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.Sidecar;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.StickerMessage;
import dev.parley.whatsapp.proto.VideoMessage;
import java.time.Instant;
import java.util.Optional;

/// Files in messages (protocol notes, media 1.9).
final class MediaMessages {
    private MediaMessages() {}

    static Message write(MediaDraft draft, EncryptedMedia media, String directPath, String url, Instant now) {
        ByteString hash = ByteString.copyFrom(media.fileSha256().bytes());
        ByteString encHash = ByteString.copyFrom(media.fileEncSha256().bytes());
        ByteString key = ByteString.copyFrom(media.key().bytes());
        long seconds = now.getEpochSecond();
        return switch (draft.kind()) {
            case IMAGE -> {
                ImageMessage.Builder image = ImageMessage.newBuilder()
                        .setUrl(url)
                        .setMimetype(draft.mimetype())
                        .setFileSha256(hash)
                        .setFileLength(media.fileLength())
                        .setMediaKey(key)
                        .setFileEncSha256(encHash)
                        .setDirectPath(directPath)
                        .setMediaKeyTimestamp(seconds);
                draft.caption().ifPresent(image::setCaption);
                yield Message.newBuilder().setImageMessage(image).build();
            }
            case VIDEO, GIF -> {
                VideoMessage.Builder video = VideoMessage.newBuilder()
                        .setUrl(url)
                        .setMimetype(draft.mimetype())
                        .setFileSha256(hash)
                        .setFileLength(media.fileLength())
                        .setMediaKey(key)
                        .setFileEncSha256(encHash)
                        .setDirectPath(directPath)
                        .setMediaKeyTimestamp(seconds)
                        .setStreamingSidecar(sidecar(media));
                if (draft.kind() == MediaKind.GIF) {
                    video.setGifPlayback(true);
                }
                draft.caption().ifPresent(video::setCaption);
                yield Message.newBuilder().setVideoMessage(video).build();
            }
            case AUDIO, VOICE ->
                Message.newBuilder()
                        .setAudioMessage(AudioMessage.newBuilder()
                                .setUrl(url)
                                .setMimetype(draft.mimetype())
                                .setFileSha256(hash)
                                .setFileLength(media.fileLength())
                                .setMediaKey(key)
                                .setFileEncSha256(encHash)
                                .setDirectPath(directPath)
                                .setMediaKeyTimestamp(seconds)
                                .setStreamingSidecar(sidecar(media))
                                .setPtt(draft.kind() == MediaKind.VOICE))
                        .build();
            case DOCUMENT -> {
                DocumentMessage.Builder document = DocumentMessage.newBuilder()
                        .setUrl(url)
                        .setMimetype(draft.mimetype())
                        .setFileSha256(hash)
                        .setFileLength(media.fileLength())
                        .setMediaKey(key)
                        .setFileEncSha256(encHash)
                        .setDirectPath(directPath)
                        .setMediaKeyTimestamp(seconds);
                draft.fileName().ifPresent(name -> document.setFileName(name).setTitle(name));
                draft.caption().ifPresent(document::setCaption);
                Message plain =
                        Message.newBuilder().setDocumentMessage(document).build();
                yield draft.caption().isEmpty()
                        ? plain
                        : Message.newBuilder()
                                .setDocumentWithCaptionMessage(
                                        FutureProofMessage.newBuilder().setMessage(plain))
                                .build();
            }
            case STICKER ->
                Message.newBuilder()
                        .setStickerMessage(StickerMessage.newBuilder()
                                .setUrl(url)
                                .setMimetype(draft.mimetype())
                                .setFileSha256(hash)
                                .setFileLength(media.fileLength())
                                .setMediaKey(key)
                                .setFileEncSha256(encHash)
                                .setDirectPath(directPath)
                                .setMediaKeyTimestamp(seconds))
                        .build();
        };
    }

    /// The file in a message.
    ///
    /// @return empty when there is none, or not all that is needed to have it
    static Optional<MediaReference> read(Message message) {
        Message content = unwrapped(message);
        if (content.hasImageMessage()) {
            ImageMessage image = content.getImageMessage();
            return MediaReference.of(
                    draft(MediaKind.IMAGE, image.getMimetype(), "", image.getCaption()),
                    image.getDirectPath(),
                    image.getMediaKey().toByteArray(),
                    image.getFileSha256().toByteArray(),
                    image.getFileEncSha256().toByteArray(),
                    image.getFileLength(),
                    new byte[0]);
        }
        if (content.hasVideoMessage()) {
            VideoMessage video = content.getVideoMessage();
            MediaKind kind = video.getGifPlayback() ? MediaKind.GIF : MediaKind.VIDEO;
            return MediaReference.of(
                    draft(kind, video.getMimetype(), "", video.getCaption()),
                    video.getDirectPath(),
                    video.getMediaKey().toByteArray(),
                    video.getFileSha256().toByteArray(),
                    video.getFileEncSha256().toByteArray(),
                    video.getFileLength(),
                    video.getStreamingSidecar().toByteArray());
        }
        if (content.hasAudioMessage()) {
            AudioMessage audio = content.getAudioMessage();
            MediaKind kind = audio.getPtt() ? MediaKind.VOICE : MediaKind.AUDIO;
            return MediaReference.of(
                    draft(kind, audio.getMimetype(), "", ""),
                    audio.getDirectPath(),
                    audio.getMediaKey().toByteArray(),
                    audio.getFileSha256().toByteArray(),
                    audio.getFileEncSha256().toByteArray(),
                    audio.getFileLength(),
                    audio.getStreamingSidecar().toByteArray());
        }
        if (content.hasDocumentMessage()) {
            DocumentMessage document = content.getDocumentMessage();
            return MediaReference.of(
                    draft(MediaKind.DOCUMENT, document.getMimetype(), document.getFileName(), document.getCaption()),
                    document.getDirectPath(),
                    document.getMediaKey().toByteArray(),
                    document.getFileSha256().toByteArray(),
                    document.getFileEncSha256().toByteArray(),
                    document.getFileLength(),
                    new byte[0]);
        }
        if (content.hasStickerMessage()) {
            StickerMessage sticker = content.getStickerMessage();
            return MediaReference.of(
                    draft(MediaKind.STICKER, sticker.getMimetype(), "", ""),
                    sticker.getDirectPath(),
                    sticker.getMediaKey().toByteArray(),
                    sticker.getFileSha256().toByteArray(),
                    sticker.getFileEncSha256().toByteArray(),
                    sticker.getFileLength(),
                    new byte[0]);
        }
        return Optional.empty();
    }

    /// Phones unwrap at most five times.
    private static Message unwrapped(Message message) {
        Message content = message;
        for (int i = 0; i < 5; i++) {
            if (content.hasEphemeralMessage()) {
                content = content.getEphemeralMessage().getMessage();
            } else if (content.hasDocumentWithCaptionMessage()) {
                content = content.getDocumentWithCaptionMessage().getMessage();
            } else if (content.hasViewOnceMessage()) {
                content = content.getViewOnceMessage().getMessage();
            } else if (content.hasViewOnceMessageV2()) {
                content = content.getViewOnceMessageV2().getMessage();
            } else if (content.hasViewOnceMessageV2Extension()) {
                content = content.getViewOnceMessageV2Extension().getMessage();
            } else {
                return content;
            }
        }
        return content;
    }

    private static MediaDraft draft(MediaKind kind, String mimetype, String fileName, String caption) {
        return new MediaDraft(kind, mimetype, present(fileName), present(caption));
    }

    private static Optional<String> present(String text) {
        return Optional.of(text).filter(words -> !words.isEmpty());
    }

    private static ByteString sidecar(EncryptedMedia media) {
        return media.sidecar().map(Sidecar::bytes).map(ByteString::copyFrom).orElse(ByteString.EMPTY);
    }
}
