package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.media.DecryptedMedia;
import dev.parley.whatsapp.media.MediaException;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// Files to and from WhatsApp's media servers. Everything blocks, with a deadline that grows with the file, and holds
/// some hundred KiB whatever the file's size: what does not fit is on disk, encrypted. Thread-safe.
public final class Media {
    /// Of a document; WhatsApp takes no longer ones (media-history-appstate.md section 1.8).
    public static final long MAX_LENGTH = 2000L << 20;

    private final MediaUploads uploads;
    private final MediaDownloads downloads;
    private final MediaRetries retries;
    private final SecureRandom random;

    public Media(MediaTransport transport, Link link, MediaRetries retries, SecureRandom random, InstantSource clock) {
        MediaConnections connections = new MediaConnections(link, clock);
        MediaHttp http = new MediaHttp(transport.http());
        this.uploads = new MediaUploads(connections, http, transport.folder(), clock);
        this.downloads = new MediaDownloads(connections, http, transport.folder());
        this.retries = retries;
        this.random = random;
    }

    /// Encrypts a file under a new key and uploads it.
    ///
    /// @throws WhatsAppException when no server takes it, or WhatsApp cannot be asked for the servers
    /// @throws MediaException when it is longer than [#MAX_LENGTH]
    /// @throws IOException when the source cannot be read, or there is no place on disk
    public UploadedMedia upload(MediaType type, MediaSource source) throws IOException {
        return upload(type, MediaKey.generate(random), source);
    }

    /// As [#upload(MediaType, MediaSource)], under the key of the file that it belongs to: for a thumbnail.
    public UploadedMedia upload(MediaType type, MediaKey key, MediaSource source) throws IOException {
        return uploads.upload(type, key, source, MAX_LENGTH);
    }

    /// Downloads and verifies a file; then its content can be read. Not one byte of it is read before the last was
    /// verified. Close the stream: until then it holds place on disk.
    ///
    /// @param maxLength of the content, in bytes
    /// @throws WhatsAppException.MediaGone when the servers have it no more: see [#requestAgain]
    /// @throws WhatsAppException when it could not be had
    /// @throws MediaException when it is not what its message says
    /// @throws UncheckedIOException when there is no place on disk
    public InputStream open(RemoteMedia media, long maxLength) {
        return downloads.open(media, maxLength);
    }

    /// As [#open], for who must read the content more than once. Close it: until then it holds place on disk.
    public LocalMedia fetch(RemoteMedia media, long maxLength) {
        return downloads.fetch(media, maxLength);
    }

    /// As [#open], written into `sink`, which stays open and gets nothing that was not verified.
    ///
    /// @throws IOException from the sink
    public DecryptedMedia download(RemoteMedia media, long maxLength, OutputStream sink) throws IOException {
        return downloads.copy(media, maxLength, sink);
    }

    /// Takes a file off the servers, as it is done with a chunk of the history that was read.
    ///
    /// @param handle  what the phone gave with it, if anything
    /// @param secret  what the phone gave for such requests, if anything
    /// @throws WhatsAppException when the server does not do it
    public void delete(RemoteMedia media, Optional<String> handle, Optional<String> secret) {
        uploads.delete(media, handle, secret);
    }

    /// Asks the phone to upload a file again that the servers have no more. The answer comes as
    /// [StoredEvent.MediaRefreshed] or [StoredEvent.MediaLost], whenever the phone gives it. The request survives
    /// a restart; when WhatsApp cannot be reached now, it is made after the next login. Returns when WhatsApp has
    /// it, or after some seconds.
    ///
    /// @param message that holds the file
    /// @param mediaKey the file's
    public void requestAgain(MessageKey message, MediaKey mediaKey) {
        retries.request(message, mediaKey);
    }

    /// Asks the phone to send a chunk of the history again that could not be read. Not remembered over a restart.
    ///
    /// @param messageId of the control message that announced the chunk
    /// @throws WhatsAppException when WhatsApp cannot be reached
    public void requestChunkAgain(String messageId, MediaKey mediaKey) {
        retries.requestChunk(messageId, mediaKey);
    }
}
