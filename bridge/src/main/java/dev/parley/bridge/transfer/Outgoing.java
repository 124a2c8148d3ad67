package dev.parley.bridge.transfer;

import dev.parley.bridge.engine.Device;
import dev.parley.bridge.media.ContentHash;
import dev.parley.bridge.media.Contents;
import dev.parley.bridge.messages.MessageFiles;
import dev.parley.bridge.messages.MessageFiles.StoredFile;
import dev.parley.bridge.messages.MessageType;
import dev.parley.bridge.outbox.Attachments;
import dev.parley.bridge.outbox.Failure;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/// Uploads the files of messages to WhatsApp, from the media store. Thread-safe.
@Component
class Outgoing implements Attachments {
    private static final Failure LOST = new Failure("file_lost", "The file was lost before it was sent.");

    private final MessageFiles files;
    private final Contents contents;

    Outgoing(MessageFiles files, Contents contents) {
        this.files = files;
        this.contents = contents;
    }

    @Override
    public void upload(String sessionId, long message, String messageId, Device device) throws IOException {
        StoredFile file = files.find(sessionId, messageId).orElseThrow(() -> new Unsendable(LOST));
        if (file.reference().isPresent()) {
            return;
        }
        ContentHash hash = new ContentHash(file.contentHash().orElseThrow(() -> new Unsendable(LOST)));
        if (contents.find(hash).isEmpty()) {
            throw new Unsendable(LOST);
        }
        UploadedMedia uploaded = device.upload(type(file.type()), () -> open(hash));
        files.refer(
                sessionId, message, messageId, reference(uploaded, file.shown().mimetype()));
    }

    private InputStream open(ContentHash hash) throws IOException {
        return contents.open(hash, 0).orElseThrow(() -> new NoSuchFileException(hash.hex()));
    }

    private static MediaType type(MessageType type) {
        return switch (type) {
            case IMAGE, STICKER -> MediaType.IMAGE;
            case VIDEO -> MediaType.VIDEO;
            case AUDIO -> MediaType.AUDIO;
            case DOCUMENT, TEXT, OTHER -> MediaType.DOCUMENT;
        };
    }

    private static MediaFile reference(UploadedMedia uploaded, String mimetype) {
        EncryptedMedia media = uploaded.media();
        return new MediaFile(
                media.type(),
                Optional.of(media.key()),
                Optional.of(media.fileEncSha256()),
                Optional.of(media.fileSha256()),
                OptionalLong.of(media.fileLength()),
                Optional.of(mimetype),
                Optional.of(uploaded.directPath()),
                Optional.of(uploaded.url().toString()),
                Optional.of(uploaded.keyTimestamp()),
                media.sidecar().map(sidecar -> Bytes.copyOf(sidecar.bytes())).orElse(Bytes.EMPTY));
    }
}
