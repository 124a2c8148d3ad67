package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.media.Failover.Outcome;
import dev.parley.whatsapp.media.DecryptedMedia;
import dev.parley.whatsapp.media.MediaDecryptor;
import dev.parley.whatsapp.media.MediaDescriptor;
import dev.parley.whatsapp.media.MediaEncryptor;
import dev.parley.whatsapp.media.MediaException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Downloads (media-history-appstate.md section 2.4): the encrypted file is staged on disk, verified to its last byte,
/// and only then decrypted for whoever wants it. A transfer that broke goes on where it was. Thread-safe.
final class MediaDownloads {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int MOST_REDIRECTS = 5;

    private final MediaConnections connections;
    private final MediaHttp http;
    private final Path folder;

    MediaDownloads(MediaConnections connections, MediaHttp http, Path folder) {
        this.connections = connections;
        this.http = http;
        this.folder = folder;
    }

    /// The verified content.
    InputStream open(RemoteMedia media, long maxLength) {
        LocalMedia local = fetch(media, maxLength);
        return new FilterInputStream(local.open()) {
            @Override
            public void close() throws IOException {
                local.close();
            }
        };
    }

    /// The verified file.
    LocalMedia fetch(RemoteMedia media, long maxLength) {
        return new LocalMedia(staged(media, maxLength), media.descriptor(), maxLength);
    }

    /// Writes the verified content into `sink`.
    DecryptedMedia copy(RemoteMedia media, long maxLength, OutputStream sink) throws IOException {
        try (StagedFile staged = staged(media, maxLength)) {
            return MediaDecryptor.decrypt(staged.read(0), media.descriptor(), maxLength, sink);
        }
    }

    /// A file that was found to be what it must be.
    private StagedFile staged(RemoteMedia media, long maxLength) {
        if (!MediaAddress.isDirectPath(media.directPath())) {
            throw new WhatsAppException.TransferFailed("a file without a usable path");
        }
        MediaDescriptor descriptor = media.descriptor();
        long length = Math.min(maxLength, descriptor.fileLength().orElse(maxLength));
        if (descriptor.fileLength().orElse(0) < 0 || descriptor.fileLength().orElse(0) > maxLength) {
            throw new MediaException(
                    MediaException.Kind.TOO_LONG, "a file of more bytes than the " + maxLength + " that are allowed");
        }
        List<String> hosts = connections.hosts();
        Deadline deadline = Deadline.forBytes(length);
        StagedFile file = newFile();
        try {
            Download download =
                    new Download(file, descriptor, maxLength, MediaEncryptor.encryptedLength(length), hosts, deadline);
            return Failover.run(
                    hosts,
                    deadline,
                    host -> download.from(MediaAddress.download(host, media.directPath(), descriptor)));
        } catch (RuntimeException e) {
            close(file);
            throw e;
        }
    }

    private StagedFile newFile() {
        try {
            return StagedFile.in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(StagedFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One file, in as many attempts as it takes.
    private final class Download {
        private final StagedFile file;
        private final MediaDescriptor descriptor;
        private final long maxLength;
        private final long limit;
        private final List<String> hosts;
        private final Deadline deadline;

        Download(
                StagedFile file,
                MediaDescriptor descriptor,
                long maxLength,
                long limit,
                List<String> hosts,
                Deadline deadline) {
            this.file = file;
            this.descriptor = descriptor;
            this.maxLength = maxLength;
            this.limit = limit;
            this.hosts = hosts;
            this.deadline = deadline;
        }

        Outcome<StagedFile> from(URI first) throws IOException {
            URI address = first;
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                HttpResponse<Optional<StagingSubscriber.Received>> response = get(address);
                Optional<URI> elsewhere = redirect(address, response);
                if (elsewhere.isEmpty()) {
                    return outcome(response);
                }
                if (!MediaAddress.isTrusted(elsewhere.get(), hosts)) {
                    break;
                }
                address = elsewhere.get();
            }
            return new Outcome.Elsewhere<>(
                    new WhatsAppException.TransferFailed("a media server leads to where no media is"));
        }

        private HttpResponse<Optional<StagingSubscriber.Received>> get(URI address) throws IOException {
            HttpRequest.Builder request = MediaHttp.request(address);
            if (file.length() > 0) {
                request.header("Range", "bytes=" + file.length() + "-");
            }
            return http.exchange(request.build(), receiving(), file::length, deadline);
        }

        /// Appends what belongs behind the bytes that are there, or starts anew with the whole.
        private BodyHandler<Optional<StagingSubscriber.Received>> receiving() {
            return info -> {
                boolean continues = info.statusCode() == PARTIAL
                        && info.headers()
                                .firstValue("Content-Range")
                                .filter(range -> range.startsWith("bytes " + file.length() + "-"))
                                .isPresent();
                if (!continues && info.statusCode() != OK) {
                    return BodySubscribers.replacing(Optional.empty());
                }
                if (!continues) {
                    clear(file);
                }
                return BodySubscribers.mapping(new StagingSubscriber(file, limit), Optional::of);
            };
        }

        private Outcome<StagedFile> outcome(HttpResponse<Optional<StagingSubscriber.Received>> response)
                throws IOException {
            int status = response.statusCode();
            if (response.body().isPresent()) {
                return verified(response.body().get());
            }
            return switch (status) {
                case 403, 404, 410 -> throw new WhatsAppException.MediaGone(status);
                case PARTIAL, RANGE_NOT_SATISFIABLE -> {
                    file.clear();
                    yield new Outcome.Again<>(
                            new WhatsAppException.TransferFailed("a media server gave another part than was asked for"),
                            Optional.empty());
                }
                default -> Failover.failed(response);
            };
        }

        /// A broken file may be whole on another server; one that is authentic and wrong is so everywhere.
        private Outcome<StagedFile> verified(StagingSubscriber.Received received) throws IOException {
            try {
                if (received == StagingSubscriber.Received.TOO_MUCH) {
                    throw new MediaException(
                            descriptor.fileLength().isPresent()
                                    ? MediaException.Kind.FILE_LENGTH
                                    : MediaException.Kind.TOO_LONG,
                            "an encrypted file of more than " + limit + " bytes");
                }
                MediaDecryptor.decrypt(file.read(0), descriptor, maxLength, OutputStream.nullOutputStream());
                return new Outcome.Done<>(file);
            } catch (MediaException e) {
                return switch (e.kind()) {
                    case PADDING, FILE_HASH -> throw e;
                    case ENCRYPTED_LENGTH, ENCRYPTED_HASH, MAC, FILE_LENGTH, TOO_LONG -> {
                        file.clear();
                        yield new Outcome.Elsewhere<>(e);
                    }
                };
            }
        }
    }

    private static Optional<URI> redirect(URI address, HttpResponse<?> response) {
        int status = response.statusCode();
        if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    address.resolve(response.headers().firstValue("Location").orElse("")));
        } catch (IllegalArgumentException _) {
            // No address at all is one that nobody trusts.
            return Optional.of(URI.create("nowhere:"));
        }
    }

    private static void clear(StagedFile file) {
        try {
            file.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
