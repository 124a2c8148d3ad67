package dev.parley.whatsapp.client.appstate;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.ExternalBlobReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/// Fetches what of the app state lies on the media servers; every hash that the reference has must be right.
public final class MediaBlobs implements BlobSource {
    private final Media media;

    public MediaBlobs(Media media) {
        this.media = media;
    }

    @Override
    public byte[] fetch(ExternalBlobReference reference, long atMost) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try {
            RemoteMedia file = new RemoteMedia(
                    reference.getDirectPath(),
                    new MediaDescriptor(
                            MediaType.APP_STATE,
                            MediaKey.of(reference.getMediaKey().toByteArray()),
                            hash(reference.getFileEncSha256()),
                            hash(reference.getFileSha256()),
                            // Senders disagree on whether the size is the plain or the encrypted one.
                            OptionalLong.empty()));
            media.download(file, atMost, content);
        } catch (MediaException | IllegalArgumentException | IOException e) {
            throw new WhatsAppException.UnexpectedAnswer("a blob of the app state is not readable: " + e.getMessage());
        }
        return content.toByteArray();
    }

    private static Optional<FileHash> hash(ByteString bytes) {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(FileHash.of(bytes.toByteArray()));
    }
}
