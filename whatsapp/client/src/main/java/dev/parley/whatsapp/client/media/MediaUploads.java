package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.media.Failover.Outcome;
import dev.parley.whatsapp.media.EncryptedMedia;
import dev.parley.whatsapp.media.MediaEncryptor;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Uploads (media-history-appstate.md section 2.2): the file is encrypted onto disk first, since its address is the
/// hash of its encrypted form. Long ones go on where they broke. Thread-safe.
final class MediaUploads {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    /// From this length on the server is asked what it has already.
    private static final long RESUMABLE = 5 << 20;

    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int BUFFER = 16 * 1024;

    private final MediaConnections connections;
    private final MediaHttp http;
    private final Path folder;
    private final InstantSource clock;

    MediaUploads(MediaConnections connections, MediaHttp http, Path folder, InstantSource clock) {
        this.connections = connections;
        this.http = http;
        this.folder = folder;
        this.clock = clock;
    }

    UploadedMedia upload(MediaType type, MediaKey key, MediaSource source, long maxLength) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try (StagedFile staged = StagedFile.in(folder)) {
            EncryptedMedia media;
            try (InputStream file = new BoundedInputStream(source.open(), maxLength)) {
                media = MediaEncryptor.encrypt(type, key, file, staged.appending());
            }
            UploadAnswer answer = upload(staged, media);
            return new UploadedMedia(media, answer.directPath(), answer.url(), now);
        }
    }

    private UploadAnswer upload(StagedFile staged, EncryptedMedia media) {
        MediaConnection connection = connections.current();
        try {
            return upload(staged, media, connection);
        } catch (NotPermitted _) {
            connections.refused(connection);
        }
        try {
            return upload(staged, media, connections.current());
        } catch (NotPermitted e) {
            throw new WhatsAppException.TransferFailed(String.valueOf(e.getMessage()));
        }
    }

    private UploadAnswer upload(StagedFile staged, EncryptedMedia media, MediaConnection connection) {
        List<String> hosts = connection.hosts().stream()
                .filter(host -> host.takes(media.encryptedLength()))
                .map(MediaConnection.Host::name)
                .toList();
        Deadline deadline = Deadline.forBytes(media.encryptedLength());
        return Failover.run(hosts, deadline, host -> {
            URI address = MediaAddress.upload(host, media.type(), media.fileEncSha256(), connection.auth());
            long offset = 0;
            if (staged.length() >= RESUMABLE) {
                switch (probe(address, host, deadline)) {
                    case UploadAnswer.Progress.Complete(UploadAnswer answer) -> {
                        return new Outcome.Done<>(answer);
                    }
                    case UploadAnswer.Progress.Partial(long received) ->
                        offset = received < staged.length() ? received : 0;
                }
            }
            return post(address, host, staged, offset, deadline);
        });
    }

    /// How far an earlier upload came. A server that does not say so has nothing.
    private UploadAnswer.Progress probe(URI address, String host, Deadline deadline) throws IOException {
        HttpResponse<byte[]> response = http.exchange(
                MediaHttp.request(MediaAddress.probe(address))
                        .POST(BodyPublishers.noBody())
                        .build(),
                answer(),
                () -> 0,
                deadline);
        requirePermitted(response);
        return response.statusCode() == OK
                ? UploadAnswer.progress(response.body(), host)
                : new UploadAnswer.Progress.Partial(0);
    }

    private Outcome<UploadAnswer> post(URI address, String host, StagedFile staged, long offset, Deadline deadline)
            throws IOException {
        AtomicLong sent = new AtomicLong();
        HttpResponse<byte[]> response = http.exchange(
                MediaHttp.request(MediaAddress.from(address, offset))
                        .header("Content-Type", "application/octet-stream")
                        .POST(body(staged, offset, sent))
                        .build(),
                answer(),
                sent::get,
                deadline);
        requirePermitted(response);
        if (response.statusCode() != OK) {
            return Failover.failed(response);
        }
        return UploadAnswer.of(response.body(), host)
                .<Outcome<UploadAnswer>>map(Outcome.Done::new)
                .orElseGet(() -> new Outcome.Elsewhere<>(new WhatsAppException.TransferFailed(
                        "a media server took a file and did not say where it is")));
    }

    /// With its length announced, read from disk as fast as it is sent.
    private static BodyPublisher body(StagedFile staged, long offset, AtomicLong sent) {
        BodyPublisher pieces = BodyPublishers.ofInputStream(() -> new FilterInputStream(staged.read(offset)) {
            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int read = super.read(bytes, from, Math.min(length, BUFFER));
                sent.addAndGet(Math.max(0, read));
                return read;
            }
        });
        return BodyPublishers.fromPublisher(pieces, staged.length() - offset);
    }

    private static BodyHandler<byte[]> answer() {
        return BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER);
    }

    private static void requirePermitted(HttpResponse<?> response) {
        if (response.statusCode() == UNAUTHORIZED || response.statusCode() == FORBIDDEN) {
            throw new NotPermitted(response.statusCode());
        }
    }

    /// Takes a file off the servers.
    void delete(RemoteMedia media, Optional<String> handle, Optional<String> secret) {
        MediaConnection connection = connections.current();
        URI address = MediaAddress.deletion(
                MediaAddress.upload(
                        connection.hostnames().getFirst(),
                        media.descriptor().type(),
                        media.descriptor().fileEncSha256().orElseThrow(),
                        connection.auth()),
                media.directPath(),
                handle);
        var request = MediaHttp.request(address).DELETE();
        secret.ifPresent(nonce -> request.header("Companion_User_Secret", nonce));
        try {
            HttpResponse<byte[]> response = http.exchange(request.build(), answer(), () -> 0, Deadline.forBytes(0));
            if (response.statusCode() / 100 != 2) {
                throw new WhatsAppException.TransferFailed(
                        "a media server answered " + response.statusCode() + " to a deletion");
            }
        } catch (IOException _) {
            throw new WhatsAppException.TransferFailed("the connection to the media server broke");
        }
    }

    /// The permission to upload is not accepted any more.
    private static final class NotPermitted extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotPermitted(int status) {
            super("a media server answered " + status + " to a permission", null, false, false);
        }
    }
}
