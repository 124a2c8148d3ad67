package dev.parley.simulator.media;

import dev.parley.simulator.media.MediaFaults.Request;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Gives out files by path; whoever has the path may have the file (protocol notes, media 2.4). What follows the path,
/// as hashes and kinds, is ignored.
final class Downloads implements Handler {
    private static final int CHUNK = 16384;

    private final MediaStore store;
    private final MediaFaults faults;

    Downloads(MediaStore store, MediaFaults faults) {
        this.store = store;
        this.faults = faults;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Optional<MediaFault> fault = faults.take(Request.DOWNLOAD);
        if (fault.isPresent() && Answers.instead(response, fault.get())) {
            return;
        }
        Optional<StoredFile> file = store.byPath(request.path().path());
        if (file.isEmpty()) {
            response.status(Status.NOT_FOUND_404).send();
        } else if (store.isExpired(file.get())) {
            response.status(Status.create(file.get().goneStatus())).send();
        } else {
            give(request, response, file.get(), fault);
        }
    }

    private static void give(
            ServerRequest request, ServerResponse response, StoredFile file, Optional<MediaFault> fault) {
        Optional<String> asked = request.headers().first(HeaderNames.RANGE);
        Optional<ByteRange> range = asked.flatMap(header -> ByteRange.of(header, file.length()));
        if (asked.isPresent() && range.isEmpty()) {
            response.status(Status.REQUESTED_RANGE_NOT_SATISFIABLE_416)
                    .header(HeaderNames.CONTENT_RANGE, "bytes */" + file.length())
                    .send();
            return;
        }
        range.ifPresent(part -> response.status(Status.PARTIAL_CONTENT_206)
                .header(HeaderNames.CONTENT_RANGE, part.contentRange(file.length())));
        ByteRange part = range.orElse(new ByteRange(0, file.length()));
        long announced =
                switch (fault.orElse(NONE)) {
                    case MediaFault.Truncated(long length) -> Math.min(length, part.length());
                    case MediaFault.Padded(long more) -> part.length() + more;
                    default -> part.length();
                };
        response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream")
                .header(HeaderNames.ACCEPT_RANGES, "bytes")
                .header(HeaderNames.CONTENT_LENGTH, Long.toString(announced));
        try (InputStream in = Files.newInputStream(file.body())) {
            in.skipNBytes(part.start());
            OutputStream out = response.outputStream();
            copy(in, out, part.start(), announced, fault.orElse(NONE));
            out.close();
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the download broke off", e);
        }
    }

    /// Stands for no fault.
    private static final MediaFault NONE = new MediaFault.Cut(Long.MAX_VALUE);

    private static void copy(InputStream in, OutputStream out, long start, long length, MediaFault fault)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long sent = 0;
        while (sent < length) {
            int count = (int) Math.min(chunk.length, length - sent);
            if (in.readNBytes(chunk, 0, count) < count && !(fault instanceof MediaFault.Padded)) {
                throw new IOException("the stored file is shorter than it was");
            }
            switch (fault) {
                case MediaFault.Corrupt(long position) -> {
                    long place = position - start - sent;
                    if (place >= 0 && place < count) {
                        chunk[(int) place] ^= 1;
                    }
                }
                case MediaFault.Cut(long after) -> {
                    if (sent + count > after) {
                        out.write(chunk, 0, (int) (after - sent));
                        out.flush();
                        throw new CloseConnectionException("cut on purpose");
                    }
                }
                case MediaFault.Slow(long perSecond) ->
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(count) / Math.max(1, perSecond));
                default -> {
                    // The others change no byte here.
                }
            }
            out.write(chunk, 0, count);
            sent += count;
        }
    }
}
