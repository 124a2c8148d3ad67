package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.client.media.LocalMedia;
import dev.parley.whatsapp.client.media.Media;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.HistorySyncNotification;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of the history on the media servers (media-history-appstate.md section 4.2).
public final class HistoryFiles implements BlobSource {
    private static final Logger log = LoggerFactory.getLogger(HistoryFiles.class);

    private final Media media;

    public HistoryFiles(Media media) {
        this.media = media;
    }

    @Override
    public Blob fetch(HistorySyncNotification part) throws IOException {
        try {
            return new Verified(media.fetch(remote(part), HistoryLimits.DEFAULT.inflatedBytes()));
        } catch (WhatsAppException.MediaGone e) {
            throw new HistoryException(HistoryFailure.GONE, "is not on the servers any more", e);
        } catch (MediaException e) {
            HistoryFailure reason =
                    switch (e.kind()) {
                        // Every server was tried, so it was not the transfer.
                        case ENCRYPTED_LENGTH, ENCRYPTED_HASH, MAC, PADDING, FILE_LENGTH, FILE_HASH ->
                            HistoryFailure.CORRUPT;
                        case TOO_LONG -> HistoryFailure.TOO_LARGE;
                    };
            throw new HistoryException(reason, "is not what the phone said", e);
        }
    }

    /// As WhatsApp Web does it; the servers would forget it anyway.
    @Override
    public void imported(HistorySyncNotification part) {
        try {
            media.delete(
                    remote(part),
                    Optional.of(part.getEncHandle()).filter(handle -> !handle.isEmpty()),
                    Optional.empty());
        } catch (WhatsAppException e) {
            log.info("An imported part of the history stays on the servers for now: {}", e.getMessage());
        }
    }

    private static RemoteMedia remote(HistorySyncNotification part) {
        if (part.getMediaKey().size() != MediaKey.LENGTH
                || part.getFileSha256().size() != FileHash.LENGTH
                || part.getFileEncSha256().size() != FileHash.LENGTH) {
            throw new HistoryException(HistoryFailure.CORRUPT, "comes without key or hashes");
        }
        return new RemoteMedia(
                part.getDirectPath(),
                new MediaDescriptor(
                        MediaType.HISTORY,
                        MediaKey.of(part.getMediaKey().toByteArray()),
                        Optional.of(FileHash.of(part.getFileEncSha256().toByteArray())),
                        Optional.of(FileHash.of(part.getFileSha256().toByteArray())),
                        part.hasFileLength() ? OptionalLong.of(part.getFileLength()) : OptionalLong.empty()));
    }

    private record Verified(LocalMedia file) implements Blob {
        @Override
        public InputStream open() {
            return file.open();
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                log.warn("A file of the history stays on disk", e);
            }
        }
    }
}
